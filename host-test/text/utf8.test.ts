import { encodeUTF8, utf8Length, writeUTF8 } from "../../modules/text/utf8";

describe("encodeUTF8", () => {
	test("makes U+FFFD of half a surrogate pair", () => {
		expect([...encodeUTF8("\ud83d")]).toEqual([0xef, 0xbf, 0xbd]);
		expect([...encodeUTF8("\udd0b!")]).toEqual([0xef, 0xbf, 0xbd, 0x21]);
	});
	test.each(["", "mv", "°C", "\u07ff\u0800", "€", "🔋", "\uffff\u{10000}\u{10ffff}", "a\u0000b"])("%j is as everybody encodes it", text => {
		expect([...encodeUTF8(text)]).toEqual([...Buffer.from(text)]);
		expect(utf8Length(text)).toBe(Buffer.byteLength(text));
	});
});

describe("writeUTF8", () => {
	test("says so when a character does not fit, and when it just does", () => {
		for (const text of ["a", "°", "€", "🔋"]) {
			const length = utf8Length(text);
			expect(writeUTF8(text, new Uint8Array(length), 1)).toBe(-1);
			expect(writeUTF8(text, new Uint8Array(length + 1), 1)).toBe(length + 1);
		}
	});
});
