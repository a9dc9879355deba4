/**
 * Service data of BTHome version 2: what, sender, key, bytes, values, and the packet's number, -1 if it has none. Inputs and
 * results of the tests of Bluetooth-Devices/bthome-ble (MIT), commit d55bd3a, in this library's names. Of its 107 tests the
 * packets that give values are here, those that are refused in BTHOME_REFUSALS, and those that follow one another, for
 * their counter, in BTHOME_SEQUENCES. Not here: what has bytes of another test, `test_can_create`, and the tests of BTHome
 * version 1, which is refused.
 */
export const BTHOME_VECTORS: readonly (readonly [
	what: string, address: string, key: string, bytes: string, values: Readonly<Record<string, unknown>>, packet: number,
])[] = [
	["mac as name", "a4:c1:38:8d:18:b2", "", "4004138a01", { pressure: 1008.83 }, -1],
	["bindkey correct", "54:48:e6:8f:80:a5", "231d39c1d7cc1ab1aee224cd096db932", "41a47266c95f730011223378237214", { humidity: 50.55, temperature: 25.06 }, -1],
	["shelly blu ht display zb", "54:48:e6:8f:80:a5", "", "40002e01641e012e34451601", { battery: 100, humidity: 52, light: true, temperature: 27.8 }, 46],
	["battery wrong object id humidity", "a4:c1:38:8d:18:b2", "", "40015dfe5d0903b718", { battery: 93 }, -1],
	["with mac", "a4:c1:38:8d:18:b2", "", "42b2188d38c1a404138a01", { pressure: 1008.83 }, -1],
	["with mac encrypted", "54:48:e6:8f:80:a5", "231d39c1d7cc1ab1aee224cd096db932", "43a5808fe64854f196c06ffb4900112233f08ecbde", { humidity: 50.55, temperature: 25.06 }, -1],
	["temperature humidity", "a4:c1:38:8d:18:b2", "", "4002ca0903bf13", { humidity: 50.55, temperature: 25.06 }, -1],
	["packet id temperature humidity battery", "a4:c1:38:8d:18:b2", "", "400009015d025d0903b718", { battery: 93, humidity: 63.27, temperature: 23.97 }, 9],
	["illuminance", "a4:c1:38:8d:18:b2", "", "4005138a14", { illuminance: 13460.67 }, -1],
	["mass kilograms", "a4:c1:38:8d:18:b2", "", "40065e1f", { mass: 80.3 }, -1],
	["mass pounds", "a4:c1:38:8d:18:b2", "", "40073e1d", { mass: 74.86 }, -1],
	["dew point", "a4:c1:38:8d:18:b2", "", "4008ca06", { dewPoint: 17.38 }, -1],
	["count", "a4:c1:38:8d:18:b2", "", "400960", { count: 96 }, -1],
	["energy", "a4:c1:38:8d:18:b2", "", "400a138a14", { energy: 1346.067 }, -1],
	["power", "a4:c1:38:8d:18:b2", "", "400b021b00", { power: 69.14 }, -1],
	["voltage", "a4:c1:38:8d:18:b2", "", "400c020c", { voltage: 3.074 }, -1],
	["binary sensor", "a4:c1:38:8d:18:b2", "", "400f01", { generic: true }, -1],
	["binary sensor power", "a4:c1:38:8d:18:b2", "", "401001", { powered: true }, -1],
	["binary sensor opening", "a4:c1:38:8d:18:b2", "", "401100", { opening: false }, -1],
	["binary sensor window", "a4:c1:38:8d:18:b2", "", "402d01", { window: true }, -1],
	["pm", "a4:c1:38:8d:18:b2", "", "400d120c0e021c", { pm10: 7170, pm25: 3090 }, -1],
	["co2", "a4:c1:38:8d:18:b2", "", "4012e204", { carbonDioxide: 1250 }, -1],
	["voc", "a4:c1:38:8d:18:b2", "", "40133301", { volatileOrganics: 307 }, -1],
	["moisture", "a4:c1:38:8d:18:b2", "", "4014020c", { moisture: 30.74 }, -1],
	["motion", "54:48:e6:8f:80:a5", "231d39c1d7cc1ab1aee224cd096db932", "4187b90011223372b0231f", { motion: true }, -1],
	["event button long press", "a4:c1:38:8d:18:b2", "", "403a04", { button: "longPress" }, -1],
	["event triple button device", "a4:c1:38:8d:18:b2", "", "403a003a013a03", { button: ["press", "triplePress"] }, -1],
	["event button hold press", "a4:c1:38:8d:18:b2", "", "403a80", { button: "holdPress" }, -1],
	["event dimmer rotate left 3 steps", "a4:c1:38:8d:18:b2", "", "403c0103", { dimmer: "rotateLeft", steps: 3 }, -1],
	["rotation", "a4:c1:38:8d:18:b2", "", "403f020c", { rotation: 307.4 }, -1],
	["distance millimeters", "a4:c1:38:8d:18:b2", "", "40400c00", { distance: 12 }, -1],
	["distance meters", "a4:c1:38:8d:18:b2", "", "40414e00", { distance: 7.8 }, -1],
	["duration", "a4:c1:38:8d:18:b2", "", "40424e3400", { duration: 13.39 }, -1],
	["current", "a4:c1:38:8d:18:b2", "", "40434e34", { current: 13.39 }, -1],
	["speed", "a4:c1:38:8d:18:b2", "", "40444e34", { speed: 133.9 }, -1],
	["speed signed", "a4:c1:38:8d:18:b2", "", "40624099dfff", { speed: -2.123456 }, -1],
	["temperature 2", "a4:c1:38:8d:18:b2", "", "40451101", { temperature: 27.3 }, -1],
	["uv index", "a4:c1:38:8d:18:b2", "", "404632", { uvIndex: 5 }, -1],
	["volume liters", "a4:c1:38:8d:18:b2", "", "40478756", { volume: 2215.1 }, -1],
	["volume milliliters", "a4:c1:38:8d:18:b2", "", "4048dc87", { volume: 34780 }, -1],
	["volume flow rate", "a4:c1:38:8d:18:b2", "", "4049dc87", { volumeFlowRate: 34.78 }, -1],
	["voltage 2", "a4:c1:38:8d:18:b2", "", "404a020c", { voltage: 307.4 }, -1],
	["gas", "a4:c1:38:8d:18:b2", "", "404b138a14", { gas: 1346.067 }, -1],
	["gas 2", "a4:c1:38:8d:18:b2", "", "404c41018a01", { gas: 25821.505 }, -1],
	["energy 2", "a4:c1:38:8d:18:b2", "", "404d12138a14", { energy: 344593.17 }, -1],
	["volume liters 2", "a4:c1:38:8d:18:b2", "", "404e87562a01", { volume: 19551.879 }, -1],
	["volume water", "a4:c1:38:8d:18:b2", "", "404f87562a01", { water: 19551.879 }, -1],
	["timestamp", "a4:c1:38:8d:18:b2", "", "44505d396164", { timestamp: "2023-05-14T19:41:17Z" }, -1],
	["acceleration", "a4:c1:38:8d:18:b2", "", "44518756", { acceleration: 22.151 }, -1],
	["acceleration signed", "a4:c1:38:8d:18:b2", "", "40630057d0ff", { acceleration: -3.123456 }, -1],
	["gyroscope", "a4:c1:38:8d:18:b2", "", "44528756", { gyroscope: 22.151 }, -1],
	["text", "a4:c1:38:8d:18:b2", "", "44530c48656c6c6f20576f726c6421", { text: "Hello World!" }, -1],
	["raw", "a4:c1:38:8d:18:b2", "", "44540c48656c6c6f20576f726c6421", { raw: "48656c6c6f20576f726c6421" }, -1],
	["volume storage", "a4:c1:38:8d:18:b2", "", "405587562a01", { volumeStorage: 19551.879 }, -1],
	["conductivity", "a4:c1:38:8d:18:b2", "", "4056e803", { conductivity: 1000 }, -1],
	["shelly blu ht", "a4:c1:38:8d:18:b2", "", "4057ea", { temperature: -22 }, -1],
	["temperature 1 byte 2", "a4:c1:38:8d:18:b2", "", "4058ea", { temperature: -7.7 }, -1],
	["count signed", "a4:c1:38:8d:18:b2", "", "4059ea", { count: -22 }, -1],
	["count signed 2 bytes", "a4:c1:38:8d:18:b2", "", "405aeaea", { count: -5398 }, -1],
	["count signed 4 bytes", "a4:c1:38:8d:18:b2", "", "405bea0234ea", { count: -365690134 }, -1],
	["power signed", "a4:c1:38:8d:18:b2", "", "405c02fbffff", { power: -12.78 }, -1],
	["current signed", "a4:c1:38:8d:18:b2", "", "405d02ea", { current: -5.63 }, -1],
	["double temperature", "a4:c1:38:8d:18:b2", "", "4002ca0902cf09", { temperature: [25.06, 25.11] }, -1],
	["triple temperature double humidity battery", "a4:c1:38:8d:18:b2", "", "4002ca0902cf0902cf0803b71803b717015d", { battery: 93, humidity: [63.27, 60.71], temperature: [25.06, 25.11, 22.55] }, -1],
	["double voltage different object id", "a4:c1:38:8d:18:b2", "", "4000010b0000004a0d0901330ce90c", { battery: 51, power: 0, voltage: [231.7, 3.305] }, 1],
	["shelly button", "a4:c1:38:8d:18:b2", "", "40005201643a01", { battery: 100, button: "press" }, 82],
	["shelly button no press", "a4:c1:38:8d:18:b2", "", "440021015e3a01", { battery: 94, button: "press" }, 33],
	["test", "a4:c1:38:8d:18:b2", "", "4000a70c780b1000", { powered: false, voltage: 2.936 }, 167],
	["direction precipitation", "a4:c1:38:55:aa:55", "", "405e3f755f11d5", { direction: 300.15, precipitation: 5454.5 }, -1],
	["channel", "28:db:a7:b5:d4:03", "", "406001", { channel: 1 }, -1],
	["revolutions per minute", "a4:c1:38:8d:18:b2", "", "4061ac0d", { rotationalSpeed: 3500 }, -1],
	["light level", "a4:c1:38:8d:18:b2", "", "406402", { lightLevel: 2 }, -1],
	["not in the order of identifiers", "a4:c1:38:8d:18:b2", "", "4003bf1302ca09", { humidity: 50.55, temperature: 25.06 }, -1],
	["sleepy device", "a4:c1:38:8d:18:b2", "", "4404138a01", { pressure: 1008.83 }, -1],
	["identical packet id", "a4:c1:38:8d:18:b2", "", "400009", {}, 9],
	["increasing packet id", "a4:c1:38:8d:18:b2", "", "4000bd", {}, 189],
	["increasing packet id, last", "a4:c1:38:8d:18:b2", "", "40002f", {}, 47],
	["multiple uuids", "a4:c1:38:8d:18:b2", "", "40015d025d0903b718", { battery: 93, humidity: 63.27, temperature: 23.97 }, -1],
	["shelly button no press", "a4:c1:38:8d:18:b2", "", "440023015e3a00", { battery: 94 }, 35],
	["encrypted shelly blu button event", "b4:35:22:f5:3d:a4", "90bffd73cb6b26ef58a7a8eba9232036", "450aeb84467f85ba0100003188788c", { battery: 100, button: "press" }, 7],
	// that project drops what is no UTF-8
	["text invalid", "a4:c1:38:8d:18:b2", "", "44530187", { text: "\ufffd" }, -1],
	["encryption example 2", "54:48:e6:8f:80:a5", "231d39c1d7cc1ab1aee224cd096db932", "4187b90011223372b0231f", { motion: true }, -1],
	["encryption example 1", "54:48:e6:8f:80:a5", "231d39c1d7cc1ab1aee224cd096db932", "41a47266c95f730011223378237214", { humidity: 50.55, temperature: 25.06 }, -1],
];

/** What is refused, by what became of it. */
export const BTHOME_REFUSALS: readonly (readonly [what: string, address: string, key: string, bytes: string, opening: string])[] = [
	["encryption key needed", "a4:c1:38:8d:18:b2", "", "41d2fcefe52eb212d600112233bc38c966", "NO_KEY"],
	["bindkey wrong", "a4:c1:38:8d:18:b2", "814aac74c4f17b6c1581e1ab87816b99", "41d2fcefe52eb212d600112233bc38c966", "WRONG_TAG"],
	["bindkey verified can be unset", "a4:c1:38:8d:18:b2", "814aac74c4f17b6c1581e1ab87816b99", "41a47266c95f730111223378237214", "WRONG_TAG"],
	["incorrect bthome version", "a4:c1:38:8d:18:b2", "", "00", "MALFORMED"],
];

/**
 * Packets of one sender, one after the other, and what became of each. A counter that was reset, and one that is lower, are the
 * same here: a sender that began anew is believed after three packets.
 */
export const BTHOME_SEQUENCES: readonly (readonly [what: string, address: string, key: string, packets: readonly (readonly [bytes: string, opening: string])[]])[] = [
	["increasing encryption counter", "54:48:e6:8f:80:a5", "231d39c1d7cc1ab1aee224cd096db932", [["41e445f3c9962b332211006c7c4519", "GOOD"], ["413e932cc7175f34221100553876af", "GOOD"]]],
	["decreasing encryption counter", "54:48:e6:8f:80:a5", "231d39c1d7cc1ab1aee224cd096db932", [["41e445f3c9962b332211006c7c4519", "GOOD"], ["41723d3035fb88322211009e7414c0", "REPLAYED"]]],
	["reset encryption counter", "54:48:e6:8f:80:a5", "231d39c1d7cc1ab1aee224cd096db932", [["41ba0db07aeef6ffffffff21fd4600", "GOOD"], ["41de40b50e676600000000d7cb95de", "REPLAYED"]]],
	["downgrade detected", "54:48:e6:8f:80:a5", "231d39c1d7cc1ab1aee224cd096db932", [["41c869d37ea5f88e271629ecf27a85", "WRONG_TAG"], ["4004138a01", "PLAIN"], ["41c869d37ea5f88e271629ecf27a85", "WRONG_TAG"]]],
];
