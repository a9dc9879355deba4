import { declare } from "./declare";
import type { LayoutDeclaration } from "../configuration/layout-declaration";

const TYPES = {
	1: "armpit", 2: "bodyGeneral", 3: "ear", 4: "finger", 5: "gastrointestinalTract", 6: "mouth", 7: "rectum", 8: "toe", 9: "tympanum",
};
const MEASUREMENT: LayoutDeclaration = [
	{ flags: 1 },
	{ name: "temperature", as: "float", if: "!0", quantity: "temperature" },
	{ name: "temperature", as: "float", if: 0, quantity: "temperature", unit: "°F" },
	{ name: "time", as: "dateTime", if: 1, quantity: "date" },
	{ name: "type", as: "uint8", if: 2, choices: TYPES, quantity: "text" },
];

/**
 * Health Thermometer Service 1.0: Temperature Measurement, Intermediate Temperature, Temperature Type. In °C or °F, as the device
 * says.
 */
declare("thermometer", {
	characteristics: [
		{ service: "1809", characteristic: "2a1c", layout: MEASUREMENT },
		{ service: "1809", characteristic: "2a1e", layout: MEASUREMENT },
		{ service: "1809", characteristic: "2a1d", read: true, layout: [{ name: "type", as: "uint8", choices: TYPES, quantity: "text" }] },
	],
});
