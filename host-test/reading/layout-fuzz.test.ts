import { BROADCAST_ROW, CHARACTERISTIC_ROW } from "../../modules/configuration/layout-table";
import { LIBRARY } from "../../modules/devices/library";
import { randomBytes, seededRandom } from "../seeded-random";
import { decode, encode, valuesOf } from "../devices/library-stage";

const { broadcasts, characteristics } = LIBRARY;
const LAYOUTS = [
	...Array.from({ length: characteristics.length / CHARACTERISTIC_ROW }, (_, row) => characteristics[row * CHARACTERISTIC_ROW + 4]!),
	...Array.from({ length: broadcasts.length / BROADCAST_ROW }, (_, row) => broadcasts[row * BROADCAST_ROW + 5]!),
];
const TEXT = /^[^\p{Cc}]*$/u;

/** Objects are written in the order of their identifiers, whatever the order they came in. */
function inOrder(values: ReturnType<typeof valuesOf>): string {
	return JSON.stringify(Object.entries(values).map(([name, value]) => [name, [value].flat().map(String).sort()]).sort());
}

/** Bytes that must not be looked at lie on both sides. */
function fenced(bytes: Uint8Array): Uint8Array {
	const all = new Uint8Array(bytes.length + 64).fill(1);
	all.set(bytes, 32);
	return all.subarray(32, 32 + bytes.length);
}

test("10,000 times random bytes give well-formed values or a reason, and the same whatever lies around them", () => {
	const random = seededRandom(13), wrong: object[] = [];
	for (let round = 0; round < 10_000; round++) {
		const layout = LAYOUTS[round % LAYOUTS.length]!, bytes = randomBytes(random, Math.floor(random() * 32));
		// flags of few bits make layouts that are complete
		if (random() < 0.5 && bytes.length > 1)
			bytes[0]! &= bytes[1]!;
		const decoded = decode(layout, bytes);
		if (JSON.stringify(decoded) !== JSON.stringify(decode(layout, fenced(bytes))))
			wrong.push({ layout, bytes, around: true });
		if (typeof decoded === "string" ? !/^.* needs bytes? \d+( to \d+)?, there are \d+$/.test(decoded) : !decoded.every(({ name, text }) => name !== "" && TEXT.test(text ?? "")))
			wrong.push({ layout, bytes: [...bytes], decoded });
	}
	expect(wrong).toEqual([]);
});

test("what was read and written is read the same", () => {
	const random = seededRandom(31), wrong: object[] = [];
	let written = 0;
	for (let round = 0; round < 5_000; round++) {
		const layout = LAYOUTS[round % LAYOUTS.length]!, bytes = randomBytes(random, 8 + Math.floor(random() * 24)), decoded = decode(layout, bytes);
		if (typeof decoded === "string")
			continue;
		const hex = encode(layout, decoded), again = /^([0-9a-f]{2})*$/.test(hex) ? valuesOf(decode(layout, Buffer.from(hex, "hex"))) : hex;
		// what is out of range in the bytes themselves (a month 13) has no text that could be taken back
		if (typeof again === "string" && / is |exclude/.test(again))
			continue;
		written++;
		if (inOrder(again) !== inOrder(valuesOf(decoded)))
			wrong.push({ layout, hex, bytes: Buffer.from(bytes).toString("hex"), was: valuesOf(decoded), again });
	}
	expect(wrong.slice(0, 3)).toEqual([]);
	expect(written).toBeGreaterThan(1_500);
});
