import { declare } from "./declare";

/**
 * Cycling Speed and Cadence Service 1.0 and Cycling Power Service 1.1: CSC Measurement, Cycling Power Measurement. Revolutions and
 * the times of the last ones are what the sensor counts; times start again after 64 s (of the wheel's power: 32 s). Limits:
 * speed and cadence, which follow from two measurements, are not calculated.
 */
declare("cycling", {
	characteristics: [
		{
			service: "1816", characteristic: "2a5b",
			layout: [
				{ flags: 1 },
				{ name: "wheelRevolutions", as: "uint32", if: 0, quantity: "total" },
				{ name: "wheelTime", as: "uint16", if: 0, scale: 1 / 1024, decimals: 3, quantity: "duration" },
				{ name: "crankRevolutions", as: "uint16", if: 1, quantity: "total" },
				{ name: "crankTime", as: "uint16", if: 1, scale: 1 / 1024, decimals: 3, quantity: "duration" },
			],
		},
		{
			service: "1818", characteristic: "2a63",
			layout: [
				{ flags: 2 },
				{ name: "power", as: "int16", quantity: "power" },
				{ name: "pedalBalance", as: "uint8", if: 0, scale: 0.5, quantity: "percentage" },
				{ name: "torqueTotal", as: "uint16", if: 2, scale: 1 / 32, quantity: "total", unit: "Nm" },
				{ name: "wheelRevolutions", as: "uint32", if: 4, quantity: "total" },
				{ name: "wheelTime", as: "uint16", if: 4, scale: 1 / 2048, decimals: 4, quantity: "duration" },
				{ name: "crankRevolutions", as: "uint16", if: 5, quantity: "total" },
				{ name: "crankTime", as: "uint16", if: 5, scale: 1 / 1024, decimals: 3, quantity: "duration" },
				{ name: "maximumForce", as: "int16", if: 6, quantity: "index", unit: "N" },
				{ name: "minimumForce", as: "int16", if: 6, quantity: "index", unit: "N" },
				{ name: "maximumTorque", as: "int16", if: 7, scale: 1 / 32, quantity: "index", unit: "Nm" },
				{ name: "minimumTorque", as: "int16", if: 7, scale: 1 / 32, quantity: "index", unit: "Nm" },
				{ name: "maximumAngle", as: "uint24", if: 8, bits: [0, 12], hold: true, quantity: "angle" },
				{ name: "minimumAngle", as: "uint24", if: 8, bits: [12, 12], quantity: "angle" },
				{ name: "topDeadSpot", as: "uint16", if: 9, quantity: "angle" },
				{ name: "bottomDeadSpot", as: "uint16", if: 10, quantity: "angle" },
				{ name: "energy", as: "uint16", if: 11, quantity: "foodEnergy", unit: "kJ" },
			],
		},
	],
});
