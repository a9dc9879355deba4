import { ByteText } from "../../modules/text/byte-text";
import { encodeUTF8 } from "../../modules/text/utf8";
import { randomBytes, seededRandom } from "../seeded-random";

describe("ByteText", () => {
	test("20,000 random sequences become what the WHATWG Encoding standard makes of them, without control characters", () => {
		const random = seededRandom(11);
		const reference = new TextDecoder("utf-8", { ignoreBOM: true });
		const text = new ByteText();
		const differences: object[] = [];
		const starts = [0x41, 0x7f, 0x80, 0xbf, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff, 0x8f, 0x90, 0x9f, 0xa0, 0x00];
		for (let round = 0; round < 20_000; round++) {
			let bytes = randomBytes(random, Math.floor(random() * 40));
			if (round % 4)
				bytes = bytes.map(byte => starts[byte % starts.length]!);
			let end = bytes.length;
			while (end > 0 && bytes[end - 1] === 0)
				end--;
			const expected = reference.decode(bytes.slice(0, end)).replace(/\p{Cc}/gu, " ");
			const actual = text.utf8(bytes, 0, bytes.length);
			if (actual !== expected)
				differences.push({ bytes: Buffer.from(bytes).toString("hex"), actual, expected });
		}
		expect(differences).toEqual([]);
	});
	test("serves one text after another of every length", () => {
		const text = new ByteText();
		const bytes = encodeUTF8("Spannung 172 mV 🔋 am Messgerät im Keller");
		for (let length = 0; length < 20; length++)
			expect(text.hexadecimal(bytes, 1, 1 + length)).toBe(Buffer.from(bytes.slice(1, 1 + length)).toString("hex"));
		expect(text.utf8(bytes, 0, bytes.length)).toBe("Spannung 172 mV 🔋 am Messgerät im Keller");
		expect(text.utf8(bytes, 9, 12)).toBe("172");
	});
});
