import { declare } from "./declare";

/**
 * Current Time Service 1.1: Current Time, Local Time Information. Local time of the device. The reason is the number of its
 * bits. Both can be written.
 */
declare("current-time", {
	characteristics: [
		{
			service: "1805", characteristic: "2a2b", write: true,
			layout: [
				{ name: "time", as: "dateTime", quantity: "date" },
				{ name: "weekday", as: "uint8", unknown: 0, quantity: "number" },
				{ name: "fraction", as: "uint8", scale: 1 / 256, decimals: 3, quantity: "duration" },
				{ name: "reason", as: "uint8", quantity: "number" },
			],
		},
		{
			service: "1805", characteristic: "2a0f", read: true, write: true,
			layout: [
				{ name: "timeZone", as: "int8", scale: 0.25, unknown: -128, quantity: "number", unit: "h" },
				{ name: "daylightSaving", as: "uint8", scale: 0.25, unknown: 255, quantity: "number", unit: "h" },
			],
		},
	],
});
