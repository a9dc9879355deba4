import { declare } from "./declare";

/**
 * Xiaomi LYWSD03MMC as it comes from the factory, over a connection: temperature and humidity are notified, and the unit
 * of the display can be written; what is notified stays in °C. No specification is public; the bytes are as the open
 * projects for it have them (ATC_MiThermometer, ble_monitor, lywsd03mmc). Limits: no encryption, no
 * history; a connection every few seconds empties its battery in weeks.
 */
declare("lywsd03mmc", {
	characteristics: [
		{
			service: "ebe0ccb0-7a0a-4b0c-8a1a-6ff2997da3a6", characteristic: "ebe0ccc1-7a0a-4b0c-8a1a-6ff2997da3a6",
			layout: [
				{ name: "temperature", as: "int16", scale: 0.01, quantity: "temperature" },
				{ name: "humidity", as: "uint8", quantity: "humidity" },
				{ name: "voltage", as: "uint16", scale: 0.001, quantity: "voltage" },
			],
		},
		{
			service: "ebe0ccb0-7a0a-4b0c-8a1a-6ff2997da3a6", characteristic: "ebe0ccc4-7a0a-4b0c-8a1a-6ff2997da3a6", read: true,
			layout: [{ name: "battery", as: "uint8", quantity: "battery" }],
		},
		{
			service: "ebe0ccb0-7a0a-4b0c-8a1a-6ff2997da3a6", characteristic: "ebe0ccbe-7a0a-4b0c-8a1a-6ff2997da3a6", read: true, write: true,
			layout: [{ name: "display", as: "uint8", choices: { 0: "celsius", 1: "fahrenheit" }, quantity: "text" }],
		},
	],
});
