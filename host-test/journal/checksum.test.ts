import { CHECKSUM_START, checksum, checksumWord } from "../../modules/journal/checksum";

describe("checksum", () => {
	test("is CRC-32 as in IEEE 802.3", () => {
		const digits = Uint8Array.from("123456789", digit => digit.charCodeAt(0));
		expect(~checksum(CHECKSUM_START, digits, 0, 9) >>> 0).toBe(0xcbf43926);
	});
	test("goes on where an earlier step has stopped", () => {
		const bytes = Uint8Array.from({ length: 50 }, (_, i) => i * 37);
		expect(checksum(checksum(CHECKSUM_START, bytes, 0, 20), bytes, 20, 50)).toBe(checksum(CHECKSUM_START, bytes, 0, 50));
	});
	test("takes a word as four bytes, little-endian", () => {
		expect(checksumWord(CHECKSUM_START, 0x84030201)).toBe(checksum(CHECKSUM_START, Uint8Array.of(1, 2, 3, 0x84), 0, 4));
	});
});
