import { declare } from "./declare";

/**
 * Fitness Machine Service 1.0: Indoor Bike Data. A record may come in several notifications ("more data"): each is a reading of
 * what it has. Limits: resistance has 16 bits, as in 1.0 and in the machines sold; the GATT Specification Supplement has 8.
 */
declare("indoor-bike", {
	characteristics: [{
		service: "1826", characteristic: "2ad2",
		layout: [
			{ flags: 2 },
			{ name: "speed", as: "uint16", if: "!0", scale: 0.01, quantity: "speed", unit: "km/h" },
			{ name: "averageSpeed", as: "uint16", if: 1, scale: 0.01, quantity: "speed", unit: "km/h" },
			{ name: "cadence", as: "uint16", if: 2, scale: 0.5, quantity: "rotation" },
			{ name: "averageCadence", as: "uint16", if: 3, scale: 0.5, quantity: "rotation" },
			{ name: "distance", as: "uint24", if: 4, quantity: "distanceTotal" },
			{ name: "resistance", as: "int16", if: 5, quantity: "index" },
			{ name: "power", as: "int16", if: 6, quantity: "power" },
			{ name: "averagePower", as: "int16", if: 7, quantity: "power" },
			{ name: "energy", as: "uint16", if: 8, unknown: 0xffff, quantity: "foodEnergy" },
			{ name: "energyPerHour", as: "uint16", if: 8, unknown: 0xffff, quantity: "index", unit: "kcal/h" },
			{ name: "energyPerMinute", as: "uint8", if: 8, unknown: 0xff, quantity: "index", unit: "kcal/min" },
			{ name: "heartRate", as: "uint8", if: 9, quantity: "heartRate" },
			{ name: "metabolicEquivalent", as: "uint8", if: 10, scale: 0.1, quantity: "index" },
			{ name: "elapsedTime", as: "uint16", if: 11, quantity: "duration" },
			{ name: "remainingTime", as: "uint16", if: 12, quantity: "duration" },
		],
	}],
});
