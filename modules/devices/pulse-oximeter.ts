import { declare } from "./declare";

/**
 * Pulse Oximeter Service 1.0: PLX Spot-Check Measurement and PLX Continuous Measurement. Status fields are the numbers of their
 * bits.
 */
declare("pulse-oximeter", {
	characteristics: [
		{
			service: "1822", characteristic: "2a5e",
			layout: [
				{ flags: 1 },
				{ name: "oxygenSaturation", as: "sfloat", quantity: "percentage" },
				{ name: "pulseRate", as: "sfloat", quantity: "heartRate" },
				{ name: "time", as: "dateTime", if: 0, quantity: "date" },
				{ name: "measurementStatus", as: "uint16", if: 1, quantity: "number" },
				{ name: "sensorStatus", as: "uint24", if: 2, quantity: "number" },
				{ name: "pulseAmplitude", as: "sfloat", if: 3, quantity: "percentage" },
			],
		},
		{
			service: "1822", characteristic: "2a5f",
			layout: [
				{ flags: 1 },
				{ name: "oxygenSaturation", as: "sfloat", quantity: "percentage" },
				{ name: "pulseRate", as: "sfloat", quantity: "heartRate" },
				{ name: "oxygenSaturationFast", as: "sfloat", if: 0, quantity: "percentage" },
				{ name: "pulseRateFast", as: "sfloat", if: 0, quantity: "heartRate" },
				{ name: "oxygenSaturationSlow", as: "sfloat", if: 1, quantity: "percentage" },
				{ name: "pulseRateSlow", as: "sfloat", if: 1, quantity: "heartRate" },
				{ name: "measurementStatus", as: "uint16", if: 2, quantity: "number" },
				{ name: "sensorStatus", as: "uint24", if: 3, quantity: "number" },
				{ name: "pulseAmplitude", as: "sfloat", if: 4, quantity: "percentage" },
			],
		},
	],
});
