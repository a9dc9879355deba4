import { hostProblem } from "../../modules/configuration/host-name";

describe("hostProblem", () => {
	test.each([
		["", "no host"], [".", "before, between or after its dots"], ["broker.", "before, between or after its dots"],
		["a..b", "before, between or after its dots"], ["a_b", "\"_\""], ["bröker.de", "\"ö\""], ["a b", "\" \""], ["a\u0000b", "\\u0000"],
		["-a.de", "hyphen"], ["a-.de", "hyphen"], ["a".repeat(64), "64 characters"], [`${"a.".repeat(127)}de`, "256 characters"],
		["1.2.3", "IPv4"], ["1.2.3.4.5", "IPv4"], ["1.2.3.256", "IPv4"], ["01.2.3.4", "IPv4"], ["127", "IPv4"], ["broker.1", "IPv4"],
		["::1::", "IPv6"], ["1:2:3:4:5:6:7", "IPv6"], ["1:2:3:4:5:6:7:8:9", "IPv6"], ["1:2:3:4::5:6:7:8", "IPv6"], ["fe80::1%eth0", "IPv6"],
		["12345::", "IPv6"], [":1:2:3:4:5:6:7", "IPv6"], ["1:2:3:4:5:6:7:", "IPv6"], [":", "IPv6"], [":::", "IPv6"],
		["1.2.3.4::", "IPv6"], ["::1.2.3", "IPv6"],
	])("%j: %s", (host, part) => {
		expect(hostProblem(host)).toContain(part);
	});
	test.each([
		"localhost", "broker.example.com", "BROKER-1.local", "3com.com", "1.2.3.4.example", "a".repeat(63), "192.168.1.10", "0.0.0.0",
		"::", "::1", "fe80::1", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::ffff:192.168.1.10", "1:2:3:4:5:6:1.2.3.4", "2001:DB8::",
	])("%s is sound", host => {
		expect(hostProblem(host)).toBeUndefined();
	});
});
