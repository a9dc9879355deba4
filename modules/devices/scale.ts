import { declare } from "./declare";
import type { LayoutDeclaration } from "../configuration/layout-declaration";

const WEIGHT: LayoutDeclaration = [
	{ flags: 1 },
	{ name: "weight", as: "uint16", if: "!0", scale: 0.005, unknown: 0xffff, quantity: "mass" },
	{ name: "weight", as: "uint16", if: 0, scale: 0.01, unknown: 0xffff, quantity: "mass", unit: "lb" },
	{ name: "time", as: "dateTime", if: 1, quantity: "date" },
	{ name: "user", as: "uint8", if: 2, unknown: 255, quantity: "number" },
	{ name: "bodyMassIndex", as: "uint16", if: 3, scale: 0.1, quantity: "index" },
	{ name: "height", as: "uint16", if: ["!0", 3], scale: 0.001, quantity: "distance" },
	{ name: "height", as: "uint16", if: [0, 3], scale: 0.1, quantity: "distance", unit: "in" },
];
const BODY_COMPOSITION: LayoutDeclaration = [
	{ flags: 2 },
	{ name: "bodyFat", as: "uint16", scale: 0.1, unknown: 0xffff, quantity: "percentage" },
	{ name: "time", as: "dateTime", if: 1, quantity: "date" },
	{ name: "user", as: "uint8", if: 2, unknown: 255, quantity: "number" },
	{ name: "basalMetabolism", as: "uint16", if: 3, quantity: "index", unit: "kJ" },
	{ name: "muscle", as: "uint16", if: 4, scale: 0.1, quantity: "percentage" },
	{ name: "muscleMass", as: "uint16", if: ["!0", 5], scale: 0.005, quantity: "mass" },
	{ name: "muscleMass", as: "uint16", if: [0, 5], scale: 0.01, quantity: "mass", unit: "lb" },
	{ name: "fatFreeMass", as: "uint16", if: ["!0", 6], scale: 0.005, quantity: "mass" },
	{ name: "fatFreeMass", as: "uint16", if: [0, 6], scale: 0.01, quantity: "mass", unit: "lb" },
	{ name: "softLeanMass", as: "uint16", if: ["!0", 7], scale: 0.005, quantity: "mass" },
	{ name: "softLeanMass", as: "uint16", if: [0, 7], scale: 0.01, quantity: "mass", unit: "lb" },
	{ name: "bodyWaterMass", as: "uint16", if: ["!0", 8], scale: 0.005, quantity: "mass" },
	{ name: "bodyWaterMass", as: "uint16", if: [0, 8], scale: 0.01, quantity: "mass", unit: "lb" },
	{ name: "impedance", as: "uint16", if: 9, scale: 0.1, quantity: "index", unit: "Ω" },
	{ name: "weight", as: "uint16", if: ["!0", 10], scale: 0.005, quantity: "mass" },
	{ name: "weight", as: "uint16", if: [0, 10], scale: 0.01, quantity: "mass", unit: "lb" },
	{ name: "height", as: "uint16", if: ["!0", 11], scale: 0.001, quantity: "distance" },
	{ name: "height", as: "uint16", if: [0, 11], scale: 0.1, quantity: "distance", unit: "in" },
];

/**
 * Weight Scale Service 1.0 and Body Composition Service 1.0: Weight Measurement, Body Composition Measurement. In SI or imperial
 * units, as the device says. Limits: a body composition in several packets comes as several readings.
 */
declare("scale", {
	characteristics: [
		{ service: "181d", characteristic: "2a9d", layout: WEIGHT },
		{ service: "181b", characteristic: "2a9c", layout: BODY_COMPOSITION },
	],
});
