import { addressText, isInternetAddress, parseAddress } from "../../modules/text/internet-address";

describe("an address", () => {
	test.each([
		["192.0.2.1", "192.0.2.1"], ["0.0.0.0", "0.0.0.0"], ["255.255.255.255", "255.255.255.255"],
		["::", "::"], ["::1", "::1"], ["2001:DB8::", "2001:db8::"], ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
		["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"], ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"], ["::ffff:192.0.2.1", "::ffff:c000:201"],
		["1:0:0:2::3", "1:0:0:2::3"],
	])("%s reads and writes back as %s", (text, canonical) => expect(addressText(parseAddress(text)!)).toBe(canonical));
	test.each([
		"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4 ", "1..2.3", "0x1.2.3.4", "broker.test", ":", ":::", "1::2::3", "1:2:3:4:5:6:7",
		"1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::", "g::", "::1.2.3", "1.2.3.4::", "fe80::1%eth0", "[::1]", ":1:2:3:4:5:6:7",
	])("%p is none", text => expect(isInternetAddress(text)).toBe(false));
});
