import { declare } from "./declare";

/**
 * Fitness Machine Service 1.0: Fitness Machine Control Point, beside "indoor-bike" or "treadmill". Each field is a command, and one
 * is written at a time: `control` first, which asks for the permission that the others need. What the machine says to it
 * is `controlRequest` (the command's number) and `controlResult`. Limits: distances, times and simulated roads are not
 * set. Whoever may write `start` moves the belt: think of who stands on it.
 */
declare("fitness-control", {
	characteristics: [{
		service: "1826", characteristic: "2ad9", write: true,
		layout: [{
			objects: 1, of: [
				[0x00, { name: "control", as: "constant", choices: { 0: "request" }, quantity: "text" }],
				[0x01, { name: "reset", as: "constant", choices: { 0: "reset" }, quantity: "text" }],
				[0x02, { name: "targetSpeed", as: "uint16", scale: 0.01, quantity: "speed", unit: "km/h" }],
				[0x03, { name: "targetInclination", as: "int16", scale: 0.1, quantity: "percentage" }],
				[0x04, { name: "targetResistance", as: "uint8", scale: 0.1, quantity: "index" }],
				[0x05, { name: "targetPower", as: "int16", quantity: "power" }],
				[0x06, { name: "targetHeartRate", as: "uint8", quantity: "heartRate" }],
				[0x07, { name: "start", as: "constant", choices: { 0: "start" }, quantity: "text" }],
				[0x08, { name: "stop", as: "uint8", choices: { 1: "stop", 2: "pause" }, quantity: "text" }],
				[
					0x80, { name: "controlRequest", as: "uint8", quantity: "number" },
					{
						name: "controlResult", as: "uint8", quantity: "text",
						choices: { 1: "success", 2: "notSupported", 3: "invalidParameter", 4: "failed", 5: "notPermitted" },
					},
				],
			],
		}],
	}],
});
