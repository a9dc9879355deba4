import { parseBluetoothAddress } from "../text/bluetooth-address";
import { LinkTime } from "../text/link-time";
import { LOG_LEVELS } from "../text/log";
import { parseUUID } from "../text/uuid";
import { parseBrokerURL, type BrokerAddress } from "./broker-url";
import { declarationChecks } from "./declaration-checks";
import { hostProblem } from "./host-name";
import { type Key, keys } from "./key";
import { brokerProblem, COMMAND, discoveryOf, discoveryProblem, passwordProblem, pinProblem, ssidProblem } from "./key-checks";
import { linkDeclaration, LONGEST_INTERVAL } from "./link-declaration";
import { TOPIC_LENGTH, topicChecks } from "./mqtt-topic";
import { parsePins } from "./pin";
import type { ValueFormat } from "./value-format";

const {
	choiceKey, flagKey, listKey, meantText, numberKey, objectKey, optionalChoice, optionalText, optionalWhole, secondsKey, severalKey, textKey, wholeKey,
} = keys.value;
const { advertisedNameProblem, bindKeyOf, bindKeyProblem, deadBandProblem, deviceProblem, formatProblem, offsetProblem, optionsProblem, prefixProblem, scaleProblem, valuesProblem } = declarationChecks.value;
const { peripheralNameProblem, topicLevelProblem, topicProblem } = topicChecks.value;
const { linkOf, linkProblem, readOf, readProblem } = linkDeclaration.value;
const BROKER = COMMAND + "broker=mqtts://broker.example.com:8883", LOGIN = COMMAND + "user=MyName pass=MySecret";
const VALUES = "\"values\": [{ \"service\": \"180f\", \"characteristic\": \"2a19\", \"format\": \"uint8\", \"unit\": \"%\" }]";
const PAYLOADS = Object.freeze(["text", "json"] as const);
/** Longest value of an attribute (Core specification, volume 3 part F, 3.2.9). */
const ATTRIBUTE_LENGTH = 512;

const uuid = (text: string, example: string, needed: boolean): Key<Uint8Array> => {
	return meantText(text, {
		needed, example, bounds: "16 or 32 bits (`2a19`, `0x2a19`, `00002a19`) or 128 with dashes",
		check: (value: string) => parseUUID(value) ? undefined : "is not a UUID: that is 4 or 8 hexadecimal digits, or 32 with dashes",
	}, value => parseUUID(value)!);
};

/** 0 for none. */
const seconds = (text: string): Key<number> => {
	return secondsKey(text, 0, LONGEST_INTERVAL, 0);
};

const TOPIC = optionalText("where it is published", {
	without: "`<prefix>/<peripheral>/<value>`", example: "\"topic\": \"esp32/gateway\"", bounds: `1 to ${TOPIC_LENGTH} bytes, no wildcard, neither \`$SYS\` nor \`$share\` first`, check: topicProblem,
});
const PAYLOAD = optionalChoice("how it is published", PAYLOADS, { without: "as the whole", example: "\"payload\": \"json\"" });
const READ = severalKey("when it is read", {
	unit: "seconds", without: "`\"connect\"` where it can be read", example: "\"read\": 60", bounds: "`\"connect\"`, 1 to 86,400, or `false`", check: readProblem,
}, readOf);
const WRITE = flagKey("whether it may be written over MQTT", false);
/** What home automation is to know of a value. */
const MEANING = Object.freeze({
	deviceClass: optionalText("what it measures", { without: "none, or as the library has it", example: "\"deviceClass\": \"temperature\"", bounds: "a class of Home Assistant that has the unit; `none`" }),
	stateClass: optionalChoice("what it is for statistics", Object.freeze(["measurement", "measurement_angle", "total", "total_increasing", "none"] as const), {
		without: "`measurement` for a number, or as the library has it", example: "\"stateClass\": \"total_increasing\"",
	}),
	expireAfter: seconds("after how long it is an old one"),
});
/** What of a value is published. */
const RULES = Object.freeze({
	onChange: flagKey("whether it is published only when its text has changed", false),
	deadBand: numberKey("by how much it must have moved to be published", { otherwise: 0, example: "\"deadBand\": 0.5", bounds: "0 to 10¹²; a number", check: deadBandProblem }),
	minimumInterval: seconds("the least time from one publication to the next"),
	maximumInterval: seconds("after how long it is published again, whatever the other rules say"),
});

/**
 * Every key that people may use, by where it may stand. The parser, the hints for misspelled keys, the types and the
 * reference in README.md come from here or are checked against it.
 */
const KEYS = Object.freeze({
	/** At the top; what may change while the firmware runs. */
	setting: Object.freeze({
		ssid: textKey("the name of the Wi-Fi network", { needed: true, example: COMMAND + "ssid=MyNetwork", bounds: "1 to 32 bytes", check: ssidProblem }),
		password: optionalText("its passphrase or key; without it the network is open", {
			without: "none: an open network", example: COMMAND + "ssid=MyNetwork password=MyPassword", bounds: "8 to 63 ASCII characters, or 64 hexadecimal digits", check: passwordProblem,
		}),
		broker: meantText("where the MQTT broker is", {
			needed: true, example: BROKER, bounds: "name, IPv4, or IPv6 in brackets; no user, path or query", check: brokerProblem,
		}, text => (parseBrokerURL(text) as { address: BrokerAddress }).address),
		user: optionalText("the user at the broker", { example: LOGIN, maximum: 1_024 }),
		pass: optionalText("its password; only with a user", { example: LOGIN, maximum: 4_096 }),
		pin: meantText("the public key that must be on the broker's path of certificates", {
			example: "pin=" + "0123456789abcdef".repeat(4), bounds: "64 hexadecimal digits each, parted by commas", otherwise: "", check: pinProblem,
		}, (text): readonly Uint8Array[] => text === "" ? [] : parsePins(text)!),
		clientId: optionalText("the MQTT client identifier, which no other client of the broker may have", {
			without: "`gattway-` and the last six digits of the MAC address", example: "clientId=gattway-kitchen", minimum: 1, maximum: 256,
		}),
		keepAlive: secondsKey("the MQTT keep-alive", 10, 65_535, 60),
		retain: flagKey("whether status topics and the will are retained", true),
		status: flagKey("whether there are status topics and a will", true),
		discovery: severalKey("whether Home Assistant is told what there is", {
			otherwise: false, example: "discovery=true", bounds: "`true`, `false`, or what its topics begin with instead of `homeassistant`", check: discoveryProblem,
		}, discoveryOf),
		sntp: textKey("the time server", { otherwise: "pool.ntp.org", bounds: "name or address", check: hostProblem }),
		log: choiceKey("how much the console tells", LOG_LEVELS, "value"),
		commands: choiceKey("what the gateway itself is told over MQTT", Object.freeze(["none", "read", "all"] as const), "read"),
	}),
	/** At the top; what only a new build can change. */
	declaration: Object.freeze({
		prefix: textKey("what topics begin with", {
			otherwise: "esp32/gateway", bounds: "no wildcard, no `/` last, neither `$SYS` nor `$share` first; with `/status` at most 128 bytes", check: prefixProblem,
		}),
		queue: wholeKey("the RAM for readings that wait for the broker", 1_024, 65_536, "bytes", { otherwise: 2_048 }),
		journal: choiceKey("when readings go to the journal in flash", Object.freeze(["outage", "always", "never"] as const)),
		whenFull: choiceKey("what goes when the journal is full", Object.freeze(["drop oldest", "drop newest"] as const)),
		payload: choiceKey("how values are published", PAYLOADS),
		history: choiceKey("where readings go that are late", Object.freeze(["same", "topic"] as const)),
		scan: objectKey("how the radio listens", "\"scan\": { \"interval\": 320, \"window\": 30 }", { without: "see below" }),
		connections: wholeKey("the BLE connections at once", 1, 9, "connections", { otherwise: 3 }),
		peripherals: listKey("what to listen to", 40,
			"\"peripherals\": [{ \"name\": \"voltmeter\", \"match\": { \"name\": \"Voltmeter\" }, \"values\": [ … ] }]"),
	}),
	/** In `scan`. */
	scan: Object.freeze({
		interval: wholeKey("from the start of one scan window to the next", 3, 10_240, "milliseconds", { otherwise: 320, example: "scan.interval=320" }),
		window: wholeKey("how long the radio listens in each interval", 3, 10_240, "milliseconds", { otherwise: 30, example: "scan.window=30", bounds: "at most half of the interval" }),
	}),
	/** In an entry of `peripherals`. */
	peripheral: Object.freeze({
		name: textKey("what topics and the console call it", {
			needed: true, example: "\"name\": \"voltmeter\"", bounds: "1 to 32 characters without `+`, `#` and `/`; each once; not `command` or `status`", check: peripheralNameProblem,
		}),
		match: objectKey("how it is told from others", "\"match\": { \"address\": \"a4:c1:38:00:00:01\" }", { needed: true, bounds: "exactly one of the keys below" }),
		sticky: flagKey("whether the first device that matched stays it for ever", false),
		link: severalKey("how long it is held", {
			otherwise: "hold", unit: "seconds", example: "\"link\": { \"every\": 600, \"stay\": 5 }", bounds: "`\"hold\"`, `\"onDemand\"`, `{ \"every\", \"stay\" }` or `{ \"stay\" }`; `every` 10 to 86,400, `stay` 1 to 3,600",
			check: linkProblem,
		}, linkOf),
		device: severalKey("what kind of device it is", {
			example: "\"device\": \"heart-rate\"", bounds: "a name of [the library](../devices/README.md), or a list of some", check: deviceProblem,
		}, value => (typeof value === "string" ? [value] : value) as readonly string[]),
		payload: optionalChoice("how its values are published", Object.freeze(["text", "json", "object"] as const), {
			without: "as the whole", example: "\"payload\": \"json\"", bounds: "`object` with `device` only",
		}),
		publish: choiceKey("what of it is published", Object.freeze(["declared", "all"] as const)),
		values: severalKey("what to read of it", {
			without: "must be given, unless `device` or `publish` is", example: VALUES, bounds: "1 to 16 entries; with `device` an object, see below", check: valuesProblem,
		}, same => same),
		key: meantText("the bind key of what it broadcasts", {
			example: "\"key\": \"231d39c1d7cc1ab1aee224cd096db932\"", bounds: "32 hexadecimal digits; with `bthome` and `mibeacon` at an address", check: bindKeyProblem,
		}, bindKeyOf),
		signal: flagKey("whether the signal of what it broadcasts is published, too", false),
		minimumInterval: seconds("the least time from one publication of what it broadcasts to the next"),
		maximumInterval: seconds("after how long what it broadcasts is published again though it is the same"),
	}),
	/** In `match`. */
	match: Object.freeze({
		address: meantText("its address", {
			example: "\"address\": \"a4:c1:38:00:00:01\"", bounds: "with colons, with dashes, or the twelve digits alone",
			check: (value: string) => parseBluetoothAddress(value) ? undefined : "is not six bytes in hexadecimal",
		}, text => parseBluetoothAddress(text)!),
		name: textKey("its complete advertised name", { example: "\"name\": \"Voltmeter\"", bounds: "1 to 29 bytes", check: advertisedNameProblem }),
		namePrefix: textKey("how its advertised name begins", { example: "\"namePrefix\": \"Volt\"", bounds: "1 to 29 bytes", check: advertisedNameProblem }),
		service: uuid("a service that it advertises", "\"service\": \"180f\"", false),
		device: textKey("everybody that broadcasts as this kind of device", { example: "\"device\": \"ruuvi\"", bounds: "a name of [the library](../devices/README.md)" }),
	}),
	/** In an entry of `values`. */
	value: Object.freeze({
		name: optionalText("what the default topic and the console call it", {
			without: "the characteristic's UUID", example: "\"name\": \"voltage\"", bounds: "1 to 32 characters without `+`, `#` and `/`", check: topicLevelProblem,
		}),
		service: uuid("the UUID of the service", "\"service\": \"180f\"", true),
		characteristic: uuid("the UUID of the characteristic", "\"characteristic\": \"2a19\"", true),
		format: meantText("how the bytes are read", { needed: true, example: "\"format\": \"uint16\"", bounds: "one of the formats below", check: formatProblem }, text => text as ValueFormat),
		at: wholeKey("the first byte of the value", 0, ATTRIBUTE_LENGTH - 1, "bytes", { otherwise: 0 }),
		bit: wholeKey("the lowest bit, counted from bit 0 of the byte `at`", 0, 31, "", { otherwise: 0, bounds: "with the format `bits` only" }),
		bits: optionalWhole("how many bits", 1, 32, "", { example: "\"bits\": 4", bounds: "with the format `bits` only, which needs it" }),
		scale: numberKey("the number is multiplied by it", { otherwise: 1, example: "\"scale\": 0.1", bounds: "10⁻¹² to 10¹², or negative", check: scaleProblem }),
		offset: numberKey("this is added then", { otherwise: 0, example: "\"offset\": -40", bounds: "-10¹² to 10¹²", check: offsetProblem }),
		decimals: optionalWhole("the digits after the decimal point", 0, 9, "digits", { without: "as many as the number needs", example: "\"decimals\": 1" }),
		unit: textKey("what follows the value after a space", { otherwise: "", example: "\"unit\": \"mv\"", maximum: 16 }),
		topic: TOPIC,
		payload: PAYLOAD,
		read: READ,
		write: WRITE,
		...RULES,
		...MEANING,
		options: severalKey("which texts it may have", { example: "\"options\": [\"0\", \"1\", \"2\"]", bounds: "a list of 1 to 16 different texts, each of 1 to 32 bytes", check: optionsProblem }, value => value as readonly string[]),
	}),
	/** In `values` of a device, for a field or a characteristic. */
	field: Object.freeze({
		name: optionalText("what the default topic and the console call it", {
			without: "as the library has it", example: "\"name\": \"bpm\"", bounds: "1 to 32 characters without `+`, `#` and `/`", check: topicLevelProblem,
		}),
		topic: TOPIC,
		payload: PAYLOAD,
		read: READ,
		write: WRITE,
		...RULES,
		...MEANING,
	}),
});

export type KeyTable = typeof KEYS;

/** The whole table, for when the firmware is linked: what of it is about declarations does not stay in flash. */
export const keyTable = Object.freeze(new LinkTime(KEYS));

/** What is needed of it while the firmware runs. */
export const SETTINGS = KEYS.setting;
export const DECLARATION_NAMES: readonly string[] = Object.freeze(Object.keys(KEYS.declaration));
