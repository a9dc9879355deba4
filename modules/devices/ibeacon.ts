import { declare } from "./declare";

/**
 * Apple's iBeacon (Proximity Beacon Specification). The power is what a receiver sees at a distance of 1 m. Limits: the distance
 * is not estimated.
 */
declare("ibeacon", {
	broadcasts: [{
		company: 0x004c, starts: [0x02, 0x15], length: 23,
		layout: [
			{ skip: 2 },
			{ name: "uuid", as: "uuid", quantity: "text" },
			{ name: "major", as: "uint16be", quantity: "number" },
			{ name: "minor", as: "uint16be", quantity: "number" },
			{ name: "power", as: "int8", quantity: "signal" },
		],
	}],
});
