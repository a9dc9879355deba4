import { declare } from "./declare";
import type { LayoutDeclaration } from "../configuration/layout-declaration";

const MEASUREMENT: LayoutDeclaration = [
	{ flags: 1 },
	{ name: "systolic", as: "sfloat", if: "!0", quantity: "bloodPressure" },
	{ name: "systolic", as: "sfloat", if: 0, quantity: "bloodPressure", unit: "kPa" },
	{ name: "diastolic", as: "sfloat", if: "!0", quantity: "bloodPressure" },
	{ name: "diastolic", as: "sfloat", if: 0, quantity: "bloodPressure", unit: "kPa" },
	{ name: "meanArterialPressure", as: "sfloat", if: "!0", quantity: "bloodPressure" },
	{ name: "meanArterialPressure", as: "sfloat", if: 0, quantity: "bloodPressure", unit: "kPa" },
	{ name: "time", as: "dateTime", if: 1, quantity: "date" },
	{ name: "pulseRate", as: "sfloat", if: 2, quantity: "heartRate" },
	{ name: "user", as: "uint8", if: 3, unknown: 255, quantity: "number" },
	{ name: "measurementStatus", as: "uint16", if: 4, quantity: "number" },
];

/**
 * Blood Pressure Service 1.1: Blood Pressure Measurement and Intermediate Cuff Pressure. In mmHg or kPa, as the device says. The
 * measurementStatus is the number of its bits. Limits: the enhanced measurement (2b34) is not there; of the intermediate one devices
 * fill in the systolic value only, the others are then unknown.
 */
declare("blood-pressure", {
	characteristics: [
		{ service: "1810", characteristic: "2a35", layout: MEASUREMENT },
		{ service: "1810", characteristic: "2a36", layout: MEASUREMENT },
	],
});
