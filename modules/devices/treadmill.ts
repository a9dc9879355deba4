import { declare } from "./declare";

/**
 * Fitness Machine Service 1.0: Treadmill Data. A record may come in several notifications ("more data"): each is a reading of
 * what it has. Limits: pace has 8 bits, as in 1.0 and in the machines sold; the GATT Specification Supplement has 16.
 */
declare("treadmill", {
	characteristics: [{
		service: "1826", characteristic: "2acd",
		layout: [
			{ flags: 2 },
			{ name: "speed", as: "uint16", if: "!0", scale: 0.01, quantity: "speed", unit: "km/h" },
			{ name: "averageSpeed", as: "uint16", if: 1, scale: 0.01, quantity: "speed", unit: "km/h" },
			{ name: "distance", as: "uint24", if: 2, quantity: "distanceTotal" },
			{ name: "inclination", as: "int16", if: 3, scale: 0.1, unknown: 0x7fff, quantity: "percentage" },
			{ name: "rampAngle", as: "int16", if: 3, scale: 0.1, unknown: 0x7fff, quantity: "angle" },
			{ name: "elevationGain", as: "uint16", if: 4, scale: 0.1, quantity: "distance" },
			{ name: "elevationLoss", as: "uint16", if: 4, scale: 0.1, quantity: "distance" },
			{ name: "pace", as: "uint8", if: 5, scale: 0.1, quantity: "index", unit: "km/min" },
			{ name: "averagePace", as: "uint8", if: 6, scale: 0.1, quantity: "index", unit: "km/min" },
			{ name: "energy", as: "uint16", if: 7, unknown: 0xffff, quantity: "foodEnergy" },
			{ name: "energyPerHour", as: "uint16", if: 7, unknown: 0xffff, quantity: "index", unit: "kcal/h" },
			{ name: "energyPerMinute", as: "uint8", if: 7, unknown: 0xff, quantity: "index", unit: "kcal/min" },
			{ name: "heartRate", as: "uint8", if: 8, quantity: "heartRate" },
			{ name: "metabolicEquivalent", as: "uint8", if: 9, scale: 0.1, quantity: "index" },
			{ name: "elapsedTime", as: "uint16", if: 10, quantity: "duration" },
			{ name: "remainingTime", as: "uint16", if: 11, quantity: "duration" },
			{ name: "beltForce", as: "int16", if: 12, unknown: 0x7fff, quantity: "index", unit: "N" },
			{ name: "power", as: "int16", if: 12, unknown: 0x7fff, quantity: "power" },
		],
	}],
});
