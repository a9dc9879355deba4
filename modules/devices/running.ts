import { declare } from "./declare";

/**
 * Running Speed and Cadence Service 1.0: RSC Measurement. The cadence is of one foot.
 */
declare("running", {
	characteristics: [{
		service: "1814", characteristic: "2a53",
		layout: [
			{ flags: 1 },
			{ name: "running", as: "flag", bits: [2, 1], boolean: true },
			{ name: "speed", as: "uint16", scale: 1 / 256, decimals: 3, quantity: "speed" },
			{ name: "cadence", as: "uint8", quantity: "rotation" },
			{ name: "strideLength", as: "uint16", if: 0, scale: 0.01, quantity: "distance" },
			{ name: "distance", as: "uint32", if: 1, scale: 0.1, quantity: "distanceTotal" },
		],
	}],
});
