import { formatMistake } from "../../modules/configuration/configuration-mistake";
import { declarationParser } from "../../modules/configuration/declaration-parser";
import { parseSettings } from "../../modules/configuration/settings-parser";
import { LIBRARY } from "../../modules/devices/library";
import { seededRandom } from "../seeded-random";
import { configurationOf, mistakesIn, soundConfiguration, soundPeripheral, soundValue } from "../sound-configuration";

function keysOfMistakes(changes: Record<string, unknown>): string[] {
	return mistakesIn(soundConfiguration(changes)).map(mistake => mistake.key);
}

describe("mistakes", () => {
	test("five mistakes list five", () => {
		const value = soundValue({ format: "uint7" });
		const raw = soundConfiguration({
			ssid: "", password: "short", broker: "wss://broker.lan", keepAlive: "5",
			peripherals: [soundPeripheral(), soundPeripheral({ name: "other", values: [soundValue(), value] })],
		});
		expect(mistakesIn(raw).map(mistake => mistake.key)).toEqual(["ssid", "password", "broker", "keepAlive", "peripherals[1].values[1].format"]);
	});
	test("each says what is right", () => {
		for (const mistake of mistakesIn(soundConfiguration({ ssid: undefined, broker: null, peripherals: [] }))) {
			expect(mistake.problem).not.toBe("");
			expect(mistake.example).not.toBe("");
		}
		expect(mistakesIn({ }).map(formatMistake)[0])
			.toBe("ssid is missing: the name of the Wi-Fi network. Right: mcconfig -d -m -p esp32 ssid=MyNetwork");
	});
	test("an empty configuration lacks what has no default", () => {
		expect(mistakesIn({}).map(mistake => mistake.key)).toEqual(["ssid", "broker", "peripherals"]);
	});
	test("secrets stay secret, misspelled or within a URL, and so does their length", () => {
		const raw = soundConfiguration({
			password: "hush-1", Password: "hush-2", passs: "hush-3", pass: "hush-4", broker: "mqtts://me:hush-5@broker.lan",
			peripherals: [soundPeripheral({ password: "hush-6" })], psasword: "hush-7",
		});
		const mistakes = mistakesIn(raw);
		expect(mistakes).toHaveLength(7);
		expect(mistakes.map(formatMistake).join("\n")).not.toContain("hush");
		expect(mistakes.filter(mistake => mistake.value === "***")).toHaveLength(6);
	});
	test.each<[string, unknown[]]>([
		["ssid", ["", "x".repeat(33), "°".repeat(17), 5]],
		["password", ["1234567", "x".repeat(64), "f".repeat(65), "g".repeat(64), "passwört", "tab\tbed", 12345678]],
		["broker", ["", "broker.lan", "mqtts://me:x@broker.lan", "mqtts://broker.lan:0", 8883]],
		["user", ["x".repeat(1025), "a\u0000b", true]],
		["clientId", ["", "x".repeat(257), "a\nb"]],
		["prefix", ["", "a/#", "+", "$SYS", "a/", "x".repeat(122), 1]],
		["keepAlive", ["9", 9, 65536, 60.5, "60s", "", "1e2", "0x40", true, Infinity]],
		["queue", [1023, "65537", "16 KB"]],
		["sntp", ["", "pool_ntp", "https://pool.ntp.org", "1.2.3.4.5"]],
		["scan", [320, "320", []]],
		["journal", ["", "sometimes", true]],
		["whenFull", ["", "drop", "oldest", 1]],
		["payload", ["", "JSON", "xml", {}]],
		["retain", ["", "no", 0]],
		["status", ["", "True", {}]],
		["log", ["", "verbose", "Info", 3]],
		["peripherals", ["[]", {}, []]],
	])("%s", (key, values) => {
		for (const value of values)
			expect({ value, mistakes: keysOfMistakes({ [key]: value }) }).toEqual({ value, mistakes: [key] });
	});
	test("more than 8 peripherals", () => {
		expect(keysOfMistakes({ peripherals: Array.from({ length: 9 }, (_, index) => soundPeripheral({ name: `p${index}` })) })).toEqual(["peripherals"]);
		expect(keysOfMistakes({ peripherals: Array.from({ length: 8 }, (_, index) => soundPeripheral({ name: `p${index}` })) })).toEqual([]);
	});
	test("a pass without a user [MQTT-3.1.2-22]", () => {
		expect(keysOfMistakes({ pass: "hush" })).toEqual(["pass"]);
		expect(keysOfMistakes({ pass: "hush", user: "" })).toEqual(["pass"]);
		expect(keysOfMistakes({ pass: "hush", usr: "me" })).toEqual(["usr"]);
		expect(keysOfMistakes({ pass: "hush", user: "me" })).toEqual([]);
	});
	test("a pass that is too long", () => {
		expect(keysOfMistakes({ pass: "x".repeat(4097), user: "me" })).toEqual(["pass"]);
	});
	test("a scan window that leaves Wi-Fi no air time", () => {
		expect(keysOfMistakes({ scan: { interval: 100, window: 51 } })).toEqual(["scan.window"]);
		expect(keysOfMistakes({ scan: { interval: 50 } })).toEqual(["scan.interval"]);
		expect(keysOfMistakes({ scan: { interval: 10241, window: 2 } })).toEqual(["scan.interval", "scan.window"]);
		expect(keysOfMistakes({ scan: { interval: 320, windows: 30 }, "scan.duty": "1" })).toEqual(["scan.windows", "scan.duty"]);
		expect(keysOfMistakes({ scan: { interval: 100, window: 50 } })).toEqual([]);
	});
	test("a misspelled key is one mistake, and not a missing one besides", () => {
		const { ssid, broker, peripherals } = soundConfiguration();
		expect(mistakesIn({ SSID: ssid, borker: broker, peripheral: peripherals, keepalive: 60 })).toEqual([
			{ key: "SSID", value: "\"MyNetwork\"", problem: "is an unknown key", example: "ssid" },
			{ key: "borker", value: "\"mqtts://broker.lan\"", problem: "is an unknown key", example: "broker" },
			{ key: "keepalive", value: "60", problem: "is an unknown key", example: "keepAlive" },
			{ key: "peripheral", value: "a list of 1", problem: "is an unknown key", example: "peripherals" },
		]);
	});
	test("20,000 random values never make it throw", () => {
		const random = seededRandom(23);
		const scraps = [null, undefined, "", "x", "180f", 0, -1, 1.5, 1e300, NaN, true, [], {}, [null], "bits", "a4c138000001", "mqtt://a", [[]], "\ud800"];
		const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
		const change = (keys: string[]) => ({ [pick(keys)]: pick(scraps), [pick(keys)]: pick(scraps) });
		const valueKeys = ["name", "service", "characteristic", "format", "at", "bit", "bits", "scale", "offset", "decimals", "unit", "topic", "other"];
		const keys = ["ssid", "password", "broker", "user", "pass", "clientId", "prefix", "keepAlive", "queue", "sntp", "scan", "scan.interval", "log", "peripherals", "toString", "__proto__"];
		const wrong: unknown[] = [];
		for (let round = 0; round < 20_000; round++) {
			const match = random() < 0.5 ? { match: change(["address", "name", "namePrefix", "service", "rssi"]) } : change(["name", "match", "values"]);
			const raw = soundConfiguration({
				peripherals: [soundPeripheral({ ...match, values: [soundValue(change(valueKeys)), pick([...scraps, soundValue()])] })],
				...(random() < 0.5 ? change(keys) : {}),
			});
			for (const result of [parseSettings(raw), declarationParser.value.parseDeclarations(raw, LIBRARY)]) {
				if ("mistakes" in result && (result.mistakes.length === 0 || result.mistakes.some(mistake => !formatMistake(mistake))))
					wrong.push(raw);
			}
		}
		expect(wrong).toEqual([]);
	});
});

describe("a sound configuration", () => {
	test("gets defaults for what it leaves out", () => {
		expect(configurationOf(soundConfiguration({ password: undefined }))).toMatchObject({
			ssid: "MyNetwork", password: undefined, broker: { secure: true, host: "broker.lan", port: 8883 }, user: undefined, pass: undefined,
			clientId: undefined, prefix: "esp32/gateway", keepAlive: 60_000, queue: 2_048, journal: "outage", whenFull: "drop oldest", retain: true, status: true, sntp: "pool.ntp.org",
			scan: { interval: 320, window: 30 }, log: "value",
		});
	});
	test("takes numbers, true and false as the command line gives them, as text", () => {
		expect(configurationOf(soundConfiguration({ keepAlive: "10", queue: "1024", journal: "always", whenFull: "drop newest", retain: "false", status: "false", log: "debug", sntp: "192.168.1.1" })))
			.toMatchObject({ keepAlive: 10_000, queue: 1024, journal: "always", whenFull: "drop newest", retain: false, status: false, log: "debug", sntp: "192.168.1.1" });
	});
	test("has flat keys override those in objects", () => {
		expect(configurationOf(soundConfiguration({ scan: { interval: 100, window: 10 }, "scan.interval": "80" })).scan).toEqual({ interval: 80, window: 10 });
		expect(configurationOf(soundConfiguration({ "scan.window": "10" })).scan).toEqual({ interval: 320, window: 10 });
	});
	test("may be emptied of secrets by the command line", () => {
		expect(configurationOf(soundConfiguration({ password: "", user: "", pass: "" }))).toMatchObject({ password: undefined, user: undefined, pass: undefined });
	});
	test("takes every credential at its bounds", () => {
		for (const password of ["12345678", "x".repeat(63), "0123456789abcdefABCDEF".padEnd(64, "0"), "with \"quotes\" ~"])
			expect(configurationOf(soundConfiguration({ password })).password).toBe(password);
		expect(configurationOf(soundConfiguration({ ssid: "x".repeat(32), user: "x".repeat(1024), pass: "µ".repeat(2048), clientId: "x".repeat(256), prefix: "x".repeat(121), peripherals: [soundPeripheral({ values: [soundValue({ topic: "t" })] })] })))
			.toMatchObject({ user: "x".repeat(1024), pass: "µ".repeat(2048), clientId: "x".repeat(256) });
	});
	test("may ask for a broker in clear", () => {
		expect(configurationOf(soundConfiguration({ broker: "mqtt://192.168.1.10" })).broker).toEqual({ secure: false, host: "192.168.1.10", port: 1883 });
	});
	test("may be frozen and hold the SDK's own keys", () => {
		const raw = soundConfiguration({ file: "/app", tls: {}, startupSound: false, led: { pin: 2 }, i2c: [], dst: "60" });
		expect(configurationOf(Object.freeze(raw)).ssid).toBe("MyNetwork");
	});
});
