import { isDecimal, isHexadecimal, isNumber } from "../../modules/text/digits";

describe("isDecimal", () => {
	test.each(["", "123456", "1a", "-1", "+1", " 1", "1.5", "１"])("refuses %p", text => {
		expect(isDecimal(text, 5)).toBe(false);
	});
	test.each(["0", "007", "12345"])("takes %p", text => {
		expect(isDecimal(text, 5)).toBe(true);
	});
});

describe("isHexadecimal", () => {
	test.each(["", "12345", "0x1", "g", ":", "`", "@"])("refuses %p", text => {
		expect(isHexadecimal(text, 4)).toBe(false);
	});
	test.each(["0", "09af", "AF90"])("takes %p", text => {
		expect(isHexadecimal(text, 4)).toBe(true);
	});
});

describe("isNumber", () => {
	test.each(["", "-", ".5", "5.", "1.2.3", "1e", "e1", "1e2e3", "1e+-2", "--1", "+1", "0x10", "Infinity", "NaN", "1,5", " 1"])("refuses %p", text => {
		expect(isNumber(text)).toBe(false);
	});
	test.each(["0", "-0", "007", "1.50", "-12.5", "1e3", "1E-3", "-1.5e+12"])("takes %p", text => {
		expect(isNumber(text)).toBe(true);
		expect(Number(text)).not.toBeNaN();
	});
});
