import { declare } from "./declare";

const DOORS = { 0: "open", 1: "closed", 2: "leftOpen", 3: "knock", 4: "pry", 5: "stuck" };
const FINGERPRINTS = { 0: "match", 1: "noMatch", 2: "timeout", 3: "lowQuality", 4: "insufficientArea", 5: "dry", 6: "wet" };
const OPENINGS = { 0: "open", 1: "closed", 2: "leftOpen", 3: "reset" };
const OPENINGS_FROM_1 = { 1: "open", 2: "closed" };
const PRESSES = { 0: "press", 1: "doublePress", 2: "longPress" };
const WATERS = { 0: "submerged", 1: "notSubmerged", 2: "splash", 3: "noSplash" };

/**
 * Xiaomi's MiBeacon, versions 2 to 5, in clear or, versions 4 and 5 with a key, encrypted. Objects as xiaomi-ble (Apache-2.0) and
 * ble_monitor (MIT) have them; the names are this library's. Limits: versions 2 and 3 encrypt without proof of origin and are
 * refused. What an object means may depend on the model, which is not looked at: buttons and the actions of locks are numbers,
 * illuminance of some is a code for dark and light, and 0x2000 (a thermometer for the armpit) gives its battery only.
 */
declare("mibeacon", {
	broadcasts: [{
		service: 0xfe95, frame: "mibeacon",
		layout: [{
			objects: 2, length: true,
			of: [
				[0x0003, { name: "motion", as: "constant", choices: { 0: "true" }, quantity: "motion" }],
				[0x0006, { name: "key", as: "uint32", quantity: "number" }, { name: "fingerprint", as: "uint8", choices: FINGERPRINTS, quantity: "text" }],
				[0x0007, { name: "door", as: "uint8", choices: DOORS, quantity: "text" }],
				[0x0008, { name: "armed", as: "uint8", boolean: "inverted", quantity: "state" }],
				[0x000a, { name: "temperature", as: "int16", scale: 0.01, quantity: "temperature" }],
				[
					0x000b,
					{ name: "lockAction", as: "uint8", bits: [0, 4], hold: true, quantity: "number" },
					{ name: "lockMethod", as: "uint8", bits: [4, 4], quantity: "number" },
					{ name: "key", as: "uint32", quantity: "number" },
					{ name: "time", as: "time", quantity: "timestamp" },
				],
				[
					0x000f,
					{ name: "motion", as: "constant", choices: { 0: "true" }, quantity: "motion" },
					{ name: "illuminance", as: "uint24", quantity: "illuminance" },
				],
				[
					0x0010,
					{ name: "brushing", as: "uint8", boolean: "inverted", quantity: "running" },
					{ name: "score", as: "uint8", array: true, quantity: "number" },
				],
				[
					0x1001,
					{ name: "button", as: "uint8", quantity: "number" },
					{ name: "steps", as: "uint8", quantity: "number" },
					{ name: "press", as: "uint8", choices: PRESSES, quantity: "text" },
				],
				[0x1004, { name: "temperature", as: "int16", scale: 0.1, quantity: "temperature" }],
				[0x1005, { name: "powered", as: "uint8", boolean: true, quantity: "powered" }, { name: "temperature", as: "uint8", quantity: "temperature" }],
				[0x1006, { name: "humidity", as: "uint16", scale: 0.1, quantity: "humidity" }],
				[0x1007, { name: "illuminance", as: "uint24", quantity: "illuminance" }],
				[0x1008, { name: "moisture", as: "uint8", quantity: "moisture" }],
				[0x1009, { name: "conductivity", as: "uint16", quantity: "conductivity" }],
				[0x100a, { name: "battery", as: "uint8", quantity: "battery" }],
				[
					0x100d,
					{ name: "temperature", as: "int16", scale: 0.1, quantity: "temperature" },
					{ name: "humidity", as: "uint16", scale: 0.1, quantity: "humidity" },
				],
				[0x100e, { name: "lockAttribute", as: "uint8", quantity: "number" }],
				[0x1010, { name: "formaldehyde", as: "uint16", scale: 0.01, quantity: "index", unit: "mg/m³" }],
				[0x1012, { name: "powered", as: "uint8", boolean: true, quantity: "powered" }],
				[0x1013, { name: "consumable", as: "uint8", quantity: "percentage" }],
				[0x1014, { name: "moist", as: "uint8", boolean: true, quantity: "moist" }],
				[0x1015, { name: "smoke", as: "uint8", boolean: true, quantity: "smoke" }],
				[0x1017, { name: "idleTime", as: "uint32", quantity: "duration" }],
				[0x1018, { name: "light", as: "uint8", boolean: true, quantity: "light" }],
				[0x1019, { name: "opening", as: "uint8", choices: OPENINGS, quantity: "text" }],
				[0x101b, { name: "motion", as: "constant", choices: { 0: "false" }, quantity: "motion" }],
				[0x2000, { skip: 4 }, { name: "battery", as: "uint8", quantity: "battery" }],
				[
					0x3003,
					{ name: "brushing", as: "uint8", boolean: "inverted", quantity: "running" },
					{ name: "time", as: "time", quantity: "timestamp" },
					{ name: "score", as: "uint8", array: true, quantity: "number" },
				],
				[0x4801, { name: "temperature", as: "float32", decimals: 1, quantity: "temperature" }],
				[0x4802, { name: "humidity", as: "uint8", quantity: "humidity" }],
				[0x4803, { name: "battery", as: "uint8", quantity: "battery" }],
				[0x4804, { name: "opening", as: "uint8", choices: OPENINGS_FROM_1, quantity: "text" }],
				[0x4805, { name: "illuminance", as: "float32", quantity: "illuminance" }],
				[0x4806, { name: "moist", as: "uint8", boolean: true, quantity: "moist" }],
				[0x4808, { name: "humidity", as: "float32", decimals: 1, quantity: "humidity" }],
				[0x480c, { name: "opening", as: "uint8", choices: OPENINGS, quantity: "text" }],
				[0x4818, { name: "idleTime", as: "uint16", quantity: "duration" }],
				[0x483c, { name: "occupancy", as: "uint8", boolean: true, quantity: "occupancy" }],
				[0x483d, { name: "pressedTime", as: "uint32", quantity: "duration" }],
				[0x483e, { name: "unpressedTime", as: "uint32", quantity: "duration" }],
				[0x484e, { name: "occupancy", as: "uint8", bits: [0, 1], boolean: true, quantity: "occupancy" }],
				[0x4851, { name: "occupiedTime", as: "uint8", quantity: "duration", unit: "min" }],
				[0x4852, { name: "emptyTime", as: "uint8", quantity: "duration", unit: "min" }],
				[0x487b, { name: "splash", as: "uint8", boolean: true, quantity: "moist" }],
				[0x4a01, { name: "batteryLow", as: "uint8", boolean: true, quantity: "batteryLow" }],
				[
					0x4a08,
					{ name: "motion", as: "constant", choices: { 0: "true" }, quantity: "motion" },
					{ name: "illuminance", as: "float32", quantity: "illuminance" },
				],
				[
					0x4a0c,
					{ name: "press", as: "constant", choices: { 0: "press" }, quantity: "text" },
					{ name: "button", as: "uint8", array: true, quantity: "number" },
				],
				[
					0x4a0d,
					{ name: "press", as: "constant", choices: { 0: "doublePress" }, quantity: "text" },
					{ name: "button", as: "uint8", array: true, quantity: "number" },
				],
				[
					0x4a0e,
					{ name: "press", as: "constant", choices: { 0: "longPress" }, quantity: "text" },
					{ name: "button", as: "uint8", array: true, quantity: "number" },
				],
				[0x4a0f, { name: "removed", as: "uint8", boolean: true, quantity: "tamper" }],
				[0x4a12, { name: "opening", as: "uint8", choices: OPENINGS_FROM_1, quantity: "text" }],
				[0x4a13, { name: "button", as: "uint8", quantity: "number" }],
				[0x4a1a, { name: "leftOpen", as: "uint8", boolean: true, quantity: "problem" }],
				[0x4a68, { name: "water", as: "uint8", choices: WATERS, quantity: "text" }],
				[0x4c01, { name: "temperature", as: "float32", decimals: 2, quantity: "temperature" }],
				[0x4c02, { name: "humidity", as: "uint8", quantity: "humidity" }],
				[0x4c03, { name: "battery", as: "uint8", quantity: "battery" }],
				[0x4c08, { name: "humidity", as: "float32", decimals: 1, quantity: "humidity" }],
				[0x4c14, { name: "mode", as: "uint8", quantity: "number" }],
				[0x4e01, { name: "batteryLow", as: "uint8", boolean: true, quantity: "batteryLow" }],
				[
					0x4e0c,
					{ name: "press", as: "constant", choices: { 0: "press" }, quantity: "text" },
					{ name: "button", as: "uint8", array: true, quantity: "number" },
				],
				[
					0x4e0d,
					{ name: "press", as: "constant", choices: { 0: "doublePress" }, quantity: "text" },
					{ name: "button", as: "uint8", array: true, quantity: "number" },
				],
				[
					0x4e0e,
					{ name: "press", as: "constant", choices: { 0: "longPress" }, quantity: "text" },
					{ name: "button", as: "uint8", array: true, quantity: "number" },
				],
				[
					0x4e16,
					{ name: "profile", as: "uint8", quantity: "number" },
					{ name: "mass", as: "uint32", scale: 0.01, unknown: 0, quantity: "mass" },
					{ name: "time", as: "time", quantity: "timestamp" },
				],
				[0x5003, { name: "battery", as: "uint8", quantity: "battery" }],
				[0x5413, { name: "occupancyNear", as: "uint8", boolean: true, quantity: "occupancy" }],
				[0x5414, { name: "mode", as: "uint8", quantity: "number" }],
				[0x5422, { name: "charging", as: "uint8", choices: { 0: "charging", 1: "notCharging", 2: "full" }, quantity: "text" }],
				[
					0x560c,
					{ name: "press", as: "constant", choices: { 0: "press" }, quantity: "text" },
					{ name: "button", as: "uint8", array: true, quantity: "number" },
				],
				[
					0x560d,
					{ name: "press", as: "constant", choices: { 0: "doublePress" }, quantity: "text" },
					{ name: "button", as: "uint8", array: true, quantity: "number" },
				],
				[
					0x560e,
					{ name: "press", as: "constant", choices: { 0: "longPress" }, quantity: "text" },
					{ name: "button", as: "uint8", array: true, quantity: "number" },
				],
				[0x5810, { name: "asleep", as: "uint8", boolean: "inverted", quantity: "state" }],
				[0x6461, { name: "worn", as: "uint8", boolean: "inverted", quantity: "state" }],
				[
					0x6e16,
					{ name: "profile", as: "uint8", quantity: "number" },
					{ name: "mass", as: "uint32", bits: [0, 11], hold: true, scale: 0.1, unknown: 0, quantity: "mass" },
					{ name: "heartRate", as: "uint32", bits: [11, 7], hold: true, offset: 50, unknown: [0, 127], quantity: "heartRate" },
					{ name: "impedance", as: "uint32", bits: [18, 14], scale: 0.1, unknown: 0, quantity: "index", unit: "Ω" },
					{ skip: 4 },
				],
			],
		}],
	}],
});
