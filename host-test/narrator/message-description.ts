import { ByteCursor, Malformed } from "./byte-cursor";
import { describeCertificate, distinguishedName } from "./certificate-description";
import { bytesText, hexadecimal, type Entry } from "./description";
import { describeExtensions } from "./extension-description";
import { certificateTypeText, groupText, signatureText, suiteText, versionText } from "./registered-names";

export type Direction = "sent" | "received";

/** What is learnt from the messages on the way, for those that come later. */
export interface Facts {
	/** Milliseconds since 1970. */
	readonly now: number;
	clientRandom?: Uint8Array;
	serverRandom?: Uint8Array;
	/** DER of each certificate that the broker sent. */
	chain?: readonly Uint8Array[];
	certificateRequested?: boolean;
}

const NAMED_CURVE = 3;

/**
 * What is in a handshake message (RFC 5246 §7.4, RFC 8422 §5), field by field. Throws nothing: what is malformed is
 * described up to where it goes wrong.
 * @param body without its header of four bytes
 */
export function describeHandshake(type: number, body: Uint8Array, direction: Direction, facts: Facts): Entry[] {
	const entries: Entry[] = [], cursor = new ByteCursor(body);
	try {
		describe(type, cursor, direction, facts, entries);
		cursor.end();
	}
	catch (error) {
		if (!(error instanceof Malformed))
			throw error;
		entries.push({ text: `malformed: ${error.message}` });
	}
	return entries;
}

function describe(type: number, cursor: ByteCursor, direction: Direction, facts: Facts, entries: Entry[]): void {
	const add = (text: string, inner?: readonly Entry[]) => entries.push({ text, ...(inner?.length ? { entries: inner } : {}) });
	switch (type) {
		case 1: case 2: {
			add(`version ${versionText(cursor.number(2))}`);
			const random = cursor.bytes(32);
			facts[type === 1 ? "clientRandom" : "serverRandom"] = random;
			add(`random ${hexadecimal(random)}${type === 2 && capable(random) ? ", whose end says: the broker speaks TLS 1.3 too" : ""}`);
			const session = cursor.vector(1);
			add(`session id ${session.length ? hexadecimal(session) : "none"}`);
			if (type === 1) {
				const suites = cursor.numbers(2, 2);
				add(`cipher suites, ${suites.length}`, suites.map(suite => ({ text: suiteText(suite) })));
				add(`compression ${cursor.numbers(1, 1).map(compressionText).join(", ")}`);
			}
			else {
				add(`cipher suite ${suiteText(cursor.number(2))}`);
				add(`compression ${compressionText(cursor.number(1))}`);
			}
			return describeHelloEnd(cursor, type === 2, entries);
		}
		case 4:
			add(`lifetime ${cursor.number(4)} s`);
			add(`ticket of ${bytesText(cursor.vector(2).length)}`);
			return;
		case 11:
			return describeCertificates(cursor, direction, facts, entries);
		case 12: {
			const kind = cursor.number(1);
			if (kind !== NAMED_CURVE) {
				add(`${bytesText(cursor.bytes(cursor.left).length + 1)} of another key exchange than ECDHE on a named curve`);
				return;
			}
			add(`curve ${groupText(cursor.number(2))}`);
			add(`key share ${pointText(cursor.vector(1))}`);
			return describeSignature(cursor, entries);
		}
		case 13:
			return describeRequest(cursor, facts, entries);
		case 15:
			return describeSignature(cursor, entries);
		case 16:
			add(`key share ${pointText(cursor.vector(1))}`);
			return;
		case 20:
			add(`verify_data of ${bytesText(cursor.bytes(cursor.left).length)}, over all messages before`);
			return;
		case 22:
			add(`of type ${cursor.number(1)}, ${bytesText(cursor.vector(3).length)}`);
			return;
		default:
			if (cursor.left)
				add(hexadecimal(cursor.bytes(cursor.left)));
	}
}

/** RFC 8446 §4.1.3: "DOWNGRD" and 1 at the end of the server's random. */
function capable(random: Uint8Array): boolean {
	return hexadecimal(random.subarray(24)) === "444f574e47524401";
}

function describeHelloEnd(cursor: ByteCursor, fromServer: boolean, entries: Entry[]): void {
	if (!cursor.left)
		return;
	const inner: Entry[] = [];
	entries.push({ text: "extensions", entries: inner });
	describeExtensions(cursor.vector(2), fromServer, inner);
}

function describeCertificates(cursor: ByteCursor, direction: Direction, facts: Facts, entries: Entry[]): void {
	const list = new ByteCursor(cursor.vector(3)), chain: Uint8Array[] = [];
	while (list.left) {
		const der = list.vector(3);
		chain.push(der);
		entries.push(describeCertificate(der, chain.length, facts.now));
	}
	if (!chain.length)
		entries.push({ text: "no certificate" });
	if (direction === "received")
		facts.chain ??= chain;
}

function describeRequest(cursor: ByteCursor, facts: Facts, entries: Entry[]): void {
	facts.certificateRequested = true;
	entries.push({ text: `kinds of certificate: ${cursor.numbers(1, 1).map(certificateTypeText).join(", ")}` });
	entries.push({ text: `signature algorithms: ${cursor.numbers(2, 2).map(signatureText).join(", ")}` });
	const authorities = new ByteCursor(cursor.vector(2)), names: string[] = [];
	while (authorities.left)
		names.push(distinguishedName(authorities.vector(2)));
	entries.push({ text: `authorities: ${names.length ? names.join("; ") : "any"}` });
}

function describeSignature(cursor: ByteCursor, entries: Entry[]): void {
	const algorithm = signatureText(cursor.number(2));
	entries.push({ text: `signature ${algorithm}, ${bytesText(cursor.vector(2).length)}` });
}

function pointText(point: Uint8Array): string {
	const form = point[0] === 4 ? ", an uncompressed point" : point[0] === 2 || point[0] === 3 ? ", a compressed point" : "";
	return `of ${bytesText(point.length)}${form}`;
}

function compressionText(method: number): string {
	return method === 0 ? "null" : `method ${method}`;
}
