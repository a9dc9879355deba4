import { declare } from "./declare";

/**
 * HHCC plant sensor HHCCJCY10, the pink one: what it advertises is its own. The bytes are as xiaomi-ble has them. Its elder,
 * HHCCJCY01, is a "mibeacon".
 */
declare("flower-care", {
	broadcasts: [{
		service: 0xfd50, length: 9,
		layout: [
			{ name: "moisture", as: "uint8", quantity: "moisture" },
			{ name: "temperature", as: "int16be", scale: 0.1, quantity: "temperature" },
			{ name: "illuminance", as: "uint24be", quantity: "illuminance" },
			{ name: "battery", as: "uint8", quantity: "battery" },
			{ name: "conductivity", as: "uint16be", quantity: "conductivity" },
		],
	}],
});
