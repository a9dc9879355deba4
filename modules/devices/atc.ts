import { declare } from "./declare";

/**
 * Xiaomi thermometers with the firmware ATC_MiThermometer: the format of atc1441 and the custom format of pvvx. The format
 * tells itself by its length. Limits: their encrypted forms are not there; the firmware can send BTHome, too, which is.
 */
declare("atc", {
	broadcasts: [
		{
			service: 0x181a, length: 13,
			layout: [
				{ skip: 6 },
				{ name: "temperature", as: "int16be", scale: 0.1, quantity: "temperature" },
				{ name: "humidity", as: "uint8", quantity: "humidity" },
				{ name: "battery", as: "uint8", quantity: "battery" },
				{ name: "voltage", as: "uint16be", scale: 0.001, quantity: "voltage" },
				{ as: "uint8", quantity: "packet" },
			],
		},
		{
			service: 0x181a, length: 15,
			layout: [
				{ skip: 6 },
				{ name: "temperature", as: "int16", scale: 0.01, quantity: "temperature" },
				{ name: "humidity", as: "uint16", scale: 0.01, quantity: "humidity" },
				{ name: "voltage", as: "uint16", scale: 0.001, quantity: "voltage" },
				{ name: "battery", as: "uint8", quantity: "battery" },
				{ as: "uint8", quantity: "packet" },
				{ name: "opening", as: "uint8", bits: [0, 1], hold: true, boolean: true, quantity: "opening" },
				{ name: "switch", as: "uint8", bits: [1, 1], boolean: true },
			],
		},
	],
});
