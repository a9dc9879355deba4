import { declare } from "./declare";

/**
 * Heart Rate Service 1.0: Heart Rate Measurement, Body Sensor Location, Control Point. Energy counts since its last reset, which
 * is what the Control Point is for.
 */
declare("heart-rate", {
	characteristics: [
		{
			service: "180d", characteristic: "2a37",
			layout: [
				{ flags: 1 },
				{ name: "contact", as: "flag", bits: [1, 1], if: 2, boolean: true },
				{ name: "heartRate", as: "uint8", if: "!0", quantity: "heartRate" },
				{ name: "heartRate", as: "uint16", if: 0, quantity: "heartRate" },
				{ name: "energy", as: "uint16", if: 3, quantity: "foodEnergy", unit: "kJ" },
				{ name: "interval", as: "uint16", if: 4, array: true, scale: 1 / 1024, decimals: 3, quantity: "duration" },
			],
		},
		{
			service: "180d", characteristic: "2a38", read: true,
			layout: [{
				name: "location", as: "uint8", quantity: "text",
				choices: { 0: "other", 1: "chest", 2: "wrist", 3: "finger", 4: "hand", 5: "earLobe", 6: "foot" },
			}],
		},
		{
			service: "180d", characteristic: "2a39", write: true,
			layout: [{ name: "energyReset", as: "uint8", choices: { 1: "reset" }, quantity: "text" }],
		},
	],
});
