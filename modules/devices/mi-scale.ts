import { declare } from "./declare";

/**
 * Xiaomi's Mi Smart Scale and Mi Body Composition Scale, which advertise while somebody stands on them and for a while after. No
 * specification is public; the bytes are as xiaomi-ble has them. In kg or lb, as the scale shows; jin are told in kg.
 * A weight counts once it is `stable`. Limits: no history, and what follows from the impedance is not calculated.
 */
declare("mi-scale", {
	broadcasts: [
		{
			service: 0x181d, length: 10,
			layout: [
				{ flags: 1 },
				{ name: "stable", as: "flag", bits: [5, 1], boolean: true },
				{ name: "removed", as: "flag", bits: [7, 1], boolean: true },
				{ name: "mass", as: "uint16", if: ["!0", "!4"], scale: 0.005, quantity: "mass" },
				{ name: "mass", as: "uint16", if: ["!0", 4], scale: 0.005, quantity: "mass" },
				{ name: "mass", as: "uint16", if: 0, scale: 0.01, quantity: "mass", unit: "lb" },
				{ name: "time", as: "dateTime", quantity: "date" },
			],
		},
		{
			service: 0x181b, length: 13,
			layout: [
				{ flags: 2 },
				{ name: "stable", as: "flag", bits: [13, 1], boolean: true },
				{ name: "removed", as: "flag", bits: [15, 1], boolean: true },
				{ name: "time", as: "dateTime", quantity: "date" },
				{ skip: 2, if: "!9" },
				{ name: "impedance", as: "uint16", if: 9, unknown: 0, quantity: "index", unit: "Ω" },
				{ name: "mass", as: "uint16", if: ["!0", "!14"], scale: 0.005, quantity: "mass" },
				{ name: "mass", as: "uint16", if: ["!0", 14], scale: 0.005, quantity: "mass" },
				{ name: "mass", as: "uint16", if: 0, scale: 0.01, quantity: "mass", unit: "lb" },
			],
		},
	],
});
