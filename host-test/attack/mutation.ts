import { randomBytes } from "../seeded-random";

type Random = () => number;

/** A few changes, by chance: bytes changed, removed, put in, repeated, moved, or the end cut off. */
export function mutate(bytes: Uint8Array, random: Random): Buffer {
	let changed: Buffer = Buffer.from(bytes);
	for (let changes = 1 + Math.floor(random() * 3); changes > 0 && changed.length > 0; changes--)
		changed = mutateOnce(changed, random);
	return changed;
}

function mutateOnce(bytes: Buffer, random: Random): Buffer {
	const upTo = (limit: number) => Math.floor(random() * limit);
	const start = upTo(bytes.length), end = Math.min(bytes.length, start + 1 + upTo(random() < 0.8 ? 4 : 300));
	const before = bytes.subarray(0, start), part = bytes.subarray(start, end), after = bytes.subarray(end);
	switch (upTo(10)) {
		case 0:
			return Buffer.concat([before, after]);
		case 1:
			return Buffer.concat([before, part, part, after]);
		case 2:
			return Buffer.concat([before, randomBytes(random, end - start), bytes.subarray(start)]);
		case 3:
			return Buffer.concat([before, randomBytes(random, end - start), after]);
		case 4:
			return Buffer.concat([before, after, part]);
		case 5:
			return Buffer.from(before);
		default: {
			const flipped = Buffer.from(bytes);
			flipped[start]! ^= 1 << upTo(8);
			return flipped;
		}
	}
}

/** The contents of the records, whatever their headers say of the version, as far as they are whole. */
export function contents(bytes: Uint8Array): string {
	const all = Buffer.from(bytes);
	let text = "";
	for (let position = 0; position + 5 <= all.length; position += 5 + all.readUInt16BE(position + 3))
		text += `${all[position]}:${all.subarray(position + 5, position + 5 + all.readUInt16BE(position + 3)).toString("hex")};`;
	return text;
}
