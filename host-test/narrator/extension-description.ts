import { ByteCursor, Malformed } from "./byte-cursor";
import { bytesText, hexadecimal, outsideText, type Entry } from "./description";
import { extensionText, groupText, pointFormatText, signatureText, versionText } from "./registered-names";

/** The extensions of a hello message (RFC 5246 §7.4.1.4), each on a line. A malformed one doesn't hide the next. */
export function describeExtensions(bytes: Uint8Array, fromServer: boolean, entries: Entry[]): void {
	const cursor = new ByteCursor(bytes);
	while (cursor.left) {
		const type = cursor.number(2), content = cursor.vector(2);
		let text: string;
		try {
			const inner = new ByteCursor(content);
			text = describe(type, inner, content, fromServer);
			inner.end();
		}
		catch (error) {
			if (!(error instanceof Malformed))
				throw error;
			text = `malformed: ${error.message}`;
		}
		entries.push({ text: `${extensionText(type)}, ${bytesText(content.length)}${text ? `: ${text}` : ""}` });
	}
}

function describe(type: number, cursor: ByteCursor, content: Uint8Array, fromServer: boolean): string {
	if (content.length === 0)
		return "";
	switch (type) {
		case 0:
			return serverNames(cursor);
		case 10:
			return cursor.numbers(2, 2).map(groupText).join(", ");
		case 11:
			return cursor.numbers(1, 1).map(pointFormatText).join(", ");
		case 13: case 50:
			return cursor.numbers(2, 2).map(signatureText).join(", ");
		case 16:
			return protocols(cursor);
		case 43:
			return (fromServer ? [cursor.number(2)] : cursor.numbers(1, 2)).map(versionText).join(", ");
		case 51:
			return fromServer ? keyShare(cursor) : keyShares(cursor);
		case 0xff01: {
			const verified = cursor.vector(1);
			return verified.length ? hexadecimal(verified) : "first negotiation";
		}
		default:
			return hexadecimal(cursor.bytes(cursor.left), 16);
	}
}

function serverNames(cursor: ByteCursor): string {
	const list = new ByteCursor(cursor.vector(2)), names: string[] = [];
	while (list.left) {
		const type = list.number(1), name = outsideText(list.vector(2), 253);
		names.push(type === 0 ? name : `${name} (of type ${type})`);
	}
	return names.join(", ");
}

function protocols(cursor: ByteCursor): string {
	const list = new ByteCursor(cursor.vector(2)), names: string[] = [];
	while (list.left)
		names.push(outsideText(list.vector(1)));
	return names.join(", ");
}

function keyShares(cursor: ByteCursor): string {
	const list = new ByteCursor(cursor.vector(2)), shares: string[] = [];
	while (list.left)
		shares.push(keyShare(list));
	return shares.join(", ");
}

function keyShare(cursor: ByteCursor): string {
	const group = groupText(cursor.number(2));
	// HelloRetryRequest has only the group
	return cursor.left ? `${group}, ${bytesText(cursor.vector(2).length)}` : group;
}
