import { parsePins } from "../../modules/configuration/pin";

const DIGITS = "0123456789abcdefABCDEF0123456789" + "00".repeat(16);

describe("parsePins", () => {
	test.each(["", "abc", DIGITS.slice(1), DIGITS + "0", DIGITS.replace("0", "g"), `${DIGITS},`, `${DIGITS} ${DIGITS}`])("refuses %j", text => {
		expect(parsePins(text)).toBeUndefined();
	});
	test("reads one and several", () => {
		const expected = Uint8Array.from(Buffer.from(DIGITS, "hex"));
		expect(parsePins(DIGITS)).toEqual([expected]);
		expect(parsePins(`${DIGITS}, ${DIGITS}`)).toEqual([expected, expected]);
	});
});
