import { formatMistake, showValue } from "../../modules/configuration/configuration-mistake";

describe("showValue", () => {
	test("hides the credentials of a URL, whatever the password holds", () => {
		expect(showValue("mqtts://me:s@cret@broker.lan:8883")).toBe("\"mqtts://***@broker.lan:8883\"");
		expect(showValue("me:secret@broker.lan")).toBe("\"***@broker.lan\"");
		expect(showValue("me:a://b@broker.lan")).not.toContain("a:");
	});
	test("is one short line", () => {
		expect(showValue("a\nb\u001b[2J")).toBe("\"a\\nb\\u001b[2J\"");
		expect(showValue("x".repeat(1000))!.length).toBeLessThan(70);
	});
	test("names what has no short text", () => {
		expect([null, [1, 2], {}, true, -1.5, undefined].map(showValue)).toEqual(["null", "a list of 2", "an object", "true", "-1.5", undefined]);
	});
});

describe("formatMistake", () => {
	test("tells key, value, what is wrong and what is right", () => {
		expect(formatMistake({ key: "keepAlive", value: "\"5\"", problem: "is not a whole number from 10 to 65535 seconds", example: "keepAlive=60" }))
			.toBe("keepAlive (\"5\") is not a whole number from 10 to 65535 seconds. Right: keepAlive=60");
		expect(formatMistake({ key: "ssid", value: undefined, problem: "is missing: the name of the Wi-Fi network", example: "ssid=MyNetwork" }))
			.toBe("ssid is missing: the name of the Wi-Fi network. Right: ssid=MyNetwork");
	});
});
