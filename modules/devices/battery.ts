import { declare } from "./declare";

/**
 * Battery Service 1.1: Battery Level (GATT Specification Supplement). Limits: not Battery Level Status, nor several batteries of
 * one device.
 */
declare("battery", {
	characteristics: [{
		service: "180f", characteristic: "2a19",
		layout: [{ name: "battery", as: "uint8", quantity: "battery" }],
	}],
});
