import { declare } from "./declare";

/**
 * Ruuvi data formats 3 (RAWv1), 5 (RAWv2) and 6 (Ruuvi Air), docs.ruuvi.com. Accelerations in units of standard gravity.
 * Limits: formats 2 and 4 (a URL), 8 (encrypted), C5 and E1 (extended advertisements) are not there.
 */
declare("ruuvi", {
	broadcasts: [
		{
			company: 0x0499, starts: [3], length: 14,
			layout: [
				{ skip: 1 },
				{ name: "humidity", as: "uint8", scale: 0.5, quantity: "humidity" },
				{ name: "temperature", as: "ruuviTemperature", quantity: "temperature" },
				{ name: "pressure", as: "uint16be", scale: 0.01, offset: 500, quantity: "pressure" },
				{ name: "accelerationX", as: "int16be", scale: 0.001, quantity: "acceleration", unit: "g" },
				{ name: "accelerationY", as: "int16be", scale: 0.001, quantity: "acceleration", unit: "g" },
				{ name: "accelerationZ", as: "int16be", scale: 0.001, quantity: "acceleration", unit: "g" },
				{ name: "voltage", as: "uint16be", scale: 0.001, quantity: "voltage" },
			],
		},
		{
			company: 0x0499, starts: [5], length: 24,
			layout: [
				{ skip: 1 },
				{ name: "temperature", as: "int16be", scale: 0.005, unknown: -0x8000, quantity: "temperature" },
				{ name: "humidity", as: "uint16be", scale: 0.0025, unknown: 0xffff, quantity: "humidity" },
				{ name: "pressure", as: "uint16be", scale: 0.01, offset: 500, unknown: 0xffff, quantity: "pressure" },
				{ name: "accelerationX", as: "int16be", scale: 0.001, unknown: -0x8000, quantity: "acceleration", unit: "g" },
				{ name: "accelerationY", as: "int16be", scale: 0.001, unknown: -0x8000, quantity: "acceleration", unit: "g" },
				{ name: "accelerationZ", as: "int16be", scale: 0.001, unknown: -0x8000, quantity: "acceleration", unit: "g" },
				{ name: "voltage", as: "uint16be", bits: [5, 11], hold: true, scale: 0.001, offset: 1.6, unknown: 0x7ff, quantity: "voltage" },
				{ name: "power", as: "uint16be", bits: [0, 5], scale: 2, offset: -40, unknown: 0x1f, quantity: "signal" },
				{ name: "movements", as: "uint8", unknown: 0xff, quantity: "total" },
				{ as: "uint16be", unknown: 0xffff, quantity: "packet" },
				{ skip: 6 },
			],
		},
		{
			company: 0x0499, starts: [6], length: 20,
			layout: [
				{ at: 16 },
				{ flags: 1 },
				{ at: 1 },
				{ name: "temperature", as: "int16be", scale: 0.005, unknown: -0x8000, quantity: "temperature" },
				{ name: "humidity", as: "uint16be", scale: 0.0025, unknown: 0xffff, quantity: "humidity" },
				{ name: "pressure", as: "uint16be", scale: 0.01, offset: 500, unknown: 0xffff, quantity: "pressure" },
				{ name: "pm25", as: "uint16be", scale: 0.1, unknown: 0xffff, quantity: "pm25" },
				{ name: "carbonDioxide", as: "uint16be", unknown: 0xffff, quantity: "carbonDioxide" },
				{ name: "volatileOrganicsIndex", as: "uint8", lowest: 6, quantity: "index" },
				{ name: "nitrogenOxidesIndex", as: "uint8", lowest: 7, quantity: "index" },
				{ name: "illuminance", as: "ruuviIlluminance", quantity: "illuminance" },
				{ skip: 1 },
				{ as: "uint8", quantity: "packet" },
				{ name: "calibrating", as: "flag", bits: [0, 1], boolean: true },
				{ at: 17 },
				{ skip: 3 },
			],
		},
	],
});
