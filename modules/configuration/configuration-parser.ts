import { parseBrokerURL } from "./broker-url";
import type { BrokerAddress, Configuration, JournalMode, FullPolicy } from "./configuration";
import type { ConfigurationMistake } from "./configuration-mistake";
import { parsePeripherals } from "./configuration-peripheral";
import { ConfigurationSection, isRawSection, type RawSection } from "./configuration-section";
import { hostProblem } from "./host-name";
import { PAYLOADS } from "./configuration-value";
import { LOG_LEVELS } from "../text/log";
import { topicProblem } from "./mqtt-topic";
import { parsePins } from "./pin";
import { textProblem } from "../text/text-problem";
import { utf8Length } from "../text/utf8";

const KEYS = Object.freeze([
	"ssid", "password", "broker", "user", "pass", "pin", "clientId", "prefix", "keepAlive", "queue", "journal", "whenFull", "payload", "retain", "status", "sntp", "scan", "connections", "log", "peripherals",
]);
const JOURNAL_MODES: readonly JournalMode[] = Object.freeze(["outage", "always", "never"] as const);
const FULL_POLICIES: readonly FullPolicy[] = Object.freeze(["drop oldest", "drop newest"] as const);
const SCAN_KEYS = Object.freeze(["interval", "window"]);
const COMMAND = "mcconfig -d -m -p esp32 ";

export type ConfigurationResult = { readonly configuration: Configuration } | { readonly mistakes: readonly ConfigurationMistake[] };

/**
 * Checks the whole configuration and notes every mistake, not only the first. At the top level other keys are the SDK's,
 * unless they look like misspelled ones of ours; within our own objects each must be known.
 *
 * Seconds become milliseconds here, names of hosts and addresses lower case, UUIDs bytes.
 *
 * @param raw `mc/config`: what the manifests say, overlaid by mcconfig's command line. From there come strings ("60") and
 * flat keys ("scan.interval"), which override those in objects.
 */
export function parseConfiguration(raw: RawSection): ConfigurationResult {
	const mistakes: ConfigurationMistake[] = [];
	const section = new ConfigurationSection("", raw, mistakes, true);
	section.refuseMisspelled(KEYS);
	const ssid = section.text("ssid", ssidProblem, COMMAND + "ssid=MyNetwork", "the name of the Wi-Fi network");
	const password = notEmpty(section.text("password", passwordProblem, COMMAND + "ssid=MyNetwork password=MyPassword"));
	const broker = parseBroker(section);
	const user = notEmpty(section.text("user", text => bytesProblem(text, 1024), COMMAND + "user=MyName pass=MySecret"));
	const pass = notEmpty(section.text("pass", text => bytesProblem(text, 4096), COMMAND + "user=MyName pass=MySecret"));
	if (pass !== undefined && (section.lacks("user") || section.get("user") === ""))
		section.refuse("pass", "is given without a user, which MQTT 3.1.1 does not allow", COMMAND + "user=MyName pass=MySecret");
	const pin = notEmpty(section.text("pin", pinProblem, "pin=" + "0123456789abcdef".repeat(4)));
	const clientId = section.text("clientId", text => text === "" ? "is empty" : bytesProblem(text, 256), "clientId=gattway-kitchen");
	const prefix = section.has("prefix") ? section.text("prefix", prefixProblem, "prefix=esp32/gateway") : "esp32/gateway";
	const keepAlive = section.whole("keepAlive", 10, 65535, "seconds", "keepAlive=60", 60);
	const queue = section.whole("queue", 1024, 65536, "bytes", "queue=2048", 2048);
	const journal = section.choice("journal", JOURNAL_MODES, "outage");
	const whenFull = section.choice("whenFull", FULL_POLICIES, "drop oldest");
	const payload = section.choice("payload", PAYLOADS, "text");
	const retain = section.flag("retain", true);
	const status = section.flag("status", true);
	const sntp = section.has("sntp") ? section.text("sntp", hostProblem, "sntp=pool.ntp.org") : "pool.ntp.org";
	const scan = parseScan(raw, section, mistakes);
	const connections = section.whole("connections", 1, 9, "connections", "connections=3", 3);
	const log = section.choice("log", LOG_LEVELS, "value");
	const peripherals = parsePeripherals(section, prefix, payload ?? "text");
	if (ssid === undefined || !broker || prefix === undefined || keepAlive === undefined || queue === undefined || sntp === undefined
			|| journal === undefined || whenFull === undefined || payload === undefined || retain === undefined || status === undefined || connections === undefined || log === undefined || mistakes.length > 0)
		return { mistakes };
	return {
		configuration: { ssid, password, broker, user, pass, pins: pin === undefined ? [] : parsePins(pin)!, clientId, prefix, keepAlive: keepAlive * 1000, queue, journal, whenFull, retain, status, sntp, scan, connections, log, peripherals },
	};
}

/** The command line can only empty what a manifest sets, not remove it. */
function notEmpty<Value>(value: Value): Value | undefined {
	return value === "" ? undefined : value;
}

function bytesProblem(text: string, most: number): string | undefined {
	const length = utf8Length(text);
	return length > most ? `has ${length} bytes; ${most} are allowed` : textProblem(text);
}

function ssidProblem(text: string): string | undefined {
	const length = utf8Length(text);
	if (length === 0)
		return "is empty: the name of the Wi-Fi network";
	return length > 32 ? `has ${length} bytes; the name of a network has at most 32` : undefined;
}

/** IEEE 802.11 annex J.4: a passphrase is printable ASCII, a key 256 bits. */
function passwordProblem(text: string): string | undefined {
	if (text === "" || /^([ -~]{8,63}|[0-9a-fA-F]{64})$/.test(text))
		return undefined;
	return "is not 8 to 63 ASCII characters or 64 hexadecimal digits (empty for an open network)";
}

function pinProblem(text: string): string | undefined {
	return text === "" || parsePins(text) ? undefined :
		"is not the SHA-256 of a public key in 64 hexadecimal digits, or several parted by commas (npm run certificate tells it)";
}

function parseBroker(section: ConfigurationSection): BrokerAddress | undefined {
	let address: BrokerAddress | undefined;
	let example = "broker=mqtts://broker.example.com:8883";
	const value = section.get("broker");
	let problem: string | undefined;
	if (typeof value === "string") {
		const result = parseBrokerURL(value);
		if ("address" in result)
			address = result.address;
		else
			({ problem, example } = result);
	}
	section.text("broker", () => problem, COMMAND + example, "where the MQTT broker is");
	return address;
}

function prefixProblem(text: string): string | undefined {
	if (text.endsWith("/"))
		return "ends with a slash; one follows by itself";
	// The longest topic that is always made of it.
	return topicProblem(text) ?? (topicProblem(text + "/status") && "leaves no room for /status in a topic of 128 bytes");
}

function parseScan(raw: RawSection, section: ConfigurationSection, mistakes: ConfigurationMistake[]): { interval: number; window: number } {
	const nested = section.get("scan");
	if (nested !== undefined && !isRawSection(nested))
		section.refuse("scan", "is not an object", "\"scan\": { \"interval\": 320, \"window\": 30 }");
	const merged: Record<string, unknown> = isRawSection(nested) ? { ...nested } : {};
	for (const key of Object.keys(raw)) {
		if (key.startsWith("scan."))
			merged[key.slice("scan.".length)] = raw[key];
	}
	const scan = new ConfigurationSection("scan.", merged, mistakes, true);
	scan.refuseUnknown(SCAN_KEYS);
	const interval = scan.whole("interval", 3, 10240, "milliseconds", "scan.interval=320", 320);
	const window = scan.whole("window", 3, 10240, "milliseconds", "scan.window=30", 30);
	if (interval !== undefined && window !== undefined && window > interval / 2)
		scan.refuse(scan.has("window") ? "window" : "interval", `makes the window (${window} ms) more than half of the interval (${interval} ms), which leaves Wi-Fi too little air time`, "scan.interval=320 scan.window=30");
	return { interval: interval ?? 0, window: window ?? 0 };
}
