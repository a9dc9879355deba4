import { parseBrokerURL } from "../../modules/configuration/broker-url";
import { seededRandom } from "../seeded-random";

describe("parseBrokerURL refuses, with its reason and what is right,", () => {
	test.each([
		["", "does not begin with mqtts://", "mqtts://"],
		["broker.lan", "does not begin with mqtts://", "broker=mqtts://broker.lan"],
		["broker.lan:8883", "does not begin with mqtts://", "broker=mqtts://broker.lan:8883"],
		["mqtts:broker.lan", "does not begin with mqtts://", "mqtts://broker.example.com"],
		[" mqtts://broker.lan", "does not begin with mqtts://", "mqtts://"],
		["ws://broker.lan", "WebSocket", "mqtts://"],
		["wss://broker.lan/mqtt", "WebSocket", "mqtts://"],
		["ssl://broker.lan", "it is mqtts:// here", "mqtts://"],
		["tcp://broker.lan", "it is mqtt:// here", "mqtt://"],
		["https://broker.lan", "web site", "mqtts://"],
		["gopher://broker.lan", "does not begin with mqtts://", "mqtts://"],
		["mqtts://me:secret@broker.lan", "user= and pass=", "user=… pass=…"],
		["mqtts://me:a/b?c#d@broker.lan", "user= and pass=", "user=… pass=…"],
		["mqtts://broker.lan//", "path", "mqtts://"],
		["mqtts://broker.lan /", "\" \"", "mqtts://"],
		["mqtts://broker.lan:8883/topic", "path", "mqtts://"],
		["mqtts://broker.lan?x=1", "query", "mqtts://"],
		["mqtts://broker.lan#x", "fragment", "mqtts://"],
		["mqtts://", "names no host", "mqtts://"],
		["mqtts://:8883", "names no host", "mqtts://"],
		["mqtts://broker_1.lan", "\"_\"", "mqtts://"],
		["mqtts://broker lan", "\" \"", "mqtts://"],
		["mqtts://broker.lan..", "dots", "mqtts://"],
		["mqtts://.", "names no host", "mqtts://"],
		["mqtts:///", "names no host", "mqtts://"],
		["mqtts://300.1.1.1", "IPv4", "mqtts://"],
		["mqtts://broker.lan:", "port", ":8883"],
		["mqtts://broker.lan:0", "port", ":8883"],
		["mqtts://broker.lan:65536", "port", ":8883"],
		["mqtts://broker.lan:88a", "port", ":8883"],
		["mqtts://broker.lan:-1", "port", ":8883"],
		["mqtts://2001:db8::1", "without brackets", "mqtts://[2001:db8::1]:8883"],
		["mqtts://[broker.lan]", "IPv6", "mqtts://[2001:db8::1]:8883"],
		["mqtts://[::1", "IPv6", "mqtts://[2001:db8::1]:8883"],
		["mqtts://[::1]8883", "IPv6", "mqtts://[2001:db8::1]:8883"],
		["mqtts://[::1]:", "port", ":8883"],
	])("%j: %s", (text, problem, example) => {
		expect(parseBrokerURL(text)).toEqual({ problem: expect.stringContaining(problem), example: expect.stringContaining(example) });
	});
	test("20,000 random mixtures of its signs without throwing, or names a port and host", () => {
		const random = seededRandom(2);
		const parts = ["mqtts", "mqtt", "://", ":", "/", "[", "]", "::", "1", "broker", ".", "@", "?", "#", "-", "8883", "%", "é", "\u0000"];
		const wrong: object[] = [];
		for (let round = 0; round < 20_000; round++) {
			let text = round % 2 ? "mqtts://" : "";
			for (let count = random() * 8; count > 0; count--)
				text += parts[Math.floor(random() * parts.length)];
			const result = parseBrokerURL(text);
			if ("address" in result ? !(result.address.host && result.address.port >= 1 && result.address.port <= 65535) : !result.problem || !result.example)
				wrong.push({ text, result });
		}
		expect(wrong).toEqual([]);
	});
});

describe("parseBrokerURL reads", () => {
	test.each([
		["mqtts://broker.lan", true, "broker.lan", 8883],
		["mqtt://broker.lan", false, "broker.lan", 1883],
		["mqtts://broker.lan:443", true, "broker.lan", 443],
		["MQTTS://Broker.LAN:1", true, "broker.lan", 1],
		["mqtt://192.168.1.10:65535", false, "192.168.1.10", 65535],
		["mqtts://[2001:DB8::1]", true, "2001:db8::1", 8883],
		["mqtts://[::1]:8884", true, "::1", 8884],
		["mqtts://broker.lan/", true, "broker.lan", 8883],
		["mqtts://broker.lan:8884/ \n", true, "broker.lan", 8884],
		["mqtts://[::1]/", true, "::1", 8883],
		["mqtts://broker.lan.", true, "broker.lan", 8883],
		["mqtts://broker.lan.:8884", true, "broker.lan", 8884],
	])("%s", (text, secure, host, port) => {
		expect(parseBrokerURL(text)).toEqual({ address: { secure, host, port } });
	});
});
