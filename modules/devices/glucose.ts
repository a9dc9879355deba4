import { declare } from "./declare";

const TYPES = {
	1: "capillaryWholeBlood", 2: "capillaryPlasma", 3: "venousWholeBlood", 4: "venousPlasma", 5: "arterialWholeBlood", 6: "arterialPlasma",
	7: "wholeBlood", 8: "plasma", 9: "interstitialFluid", 10: "controlSolution",
};
const LOCATIONS = { 1: "finger", 2: "alternateSite", 3: "earLobe", 4: "controlSolution" };

/**
 * Glucose Service 1.0: Glucose Measurement, Glucose Measurement Context, Record Access Control Point. mg/dL or mmol/L, as the
 * device says; both are sent as kg/L or mol/L. Stored records come when `report` is written. Limits: records are not
 * chosen by number or time, nor deleted; carbohydrate, meal and medication are the specification's numbers.
 */
declare("glucose", {
	characteristics: [
		{
			service: "1808", characteristic: "2a18",
			layout: [
				{ flags: 1 },
				{ name: "record", as: "uint16", quantity: "number" },
				{ name: "time", as: "dateTime", quantity: "date" },
				{ name: "timeOffset", as: "int16", if: 0, unknown: [0x7fff, -0x8000], quantity: "duration", unit: "min" },
				{ name: "glucose", as: "sfloat", if: [1, "!2"], scale: 1e5, quantity: "index", unit: "mg/dL" },
				{ name: "glucose", as: "sfloat", if: [1, 2], scale: 1e3, quantity: "index", unit: "mmol/L" },
				{ name: "type", as: "uint8", if: 1, bits: [0, 4], hold: true, choices: TYPES, quantity: "text" },
				{ name: "location", as: "uint8", if: 1, bits: [4, 4], unknown: 15, choices: LOCATIONS, quantity: "text" },
				{ name: "sensorStatus", as: "uint16", if: 3, quantity: "number" },
			],
		},
		{
			service: "1808", characteristic: "2a34",
			layout: [
				{ flags: 1 },
				{ name: "record", as: "uint16", quantity: "number" },
				{ as: "uint8", if: 7 },
				{ name: "carbohydrate", as: "uint8", if: 0, quantity: "number" },
				{ name: "carbohydrateMass", as: "sfloat", if: 0, scale: 1e3, quantity: "mass", unit: "g" },
				{ name: "meal", as: "uint8", if: 1, quantity: "number" },
				{ name: "tester", as: "uint8", if: 2, bits: [0, 4], hold: true, unknown: 15, quantity: "number" },
				{ name: "health", as: "uint8", if: 2, bits: [4, 4], unknown: 15, quantity: "number" },
				{ name: "exercise", as: "uint16", if: 3, unknown: 0xffff, quantity: "duration" },
				{ name: "exerciseIntensity", as: "uint8", if: 3, quantity: "percentage" },
				{ name: "medication", as: "uint8", if: 4, quantity: "number" },
				{ name: "medicationAmount", as: "sfloat", if: [4, "!5"], scale: 1e6, quantity: "mass", unit: "mg" },
				{ name: "medicationAmount", as: "sfloat", if: [4, 5], scale: 1e3, quantity: "volume", unit: "mL" },
				{ name: "glycatedHaemoglobin", as: "sfloat", if: 6, quantity: "percentage" },
			],
		},
		{
			service: "1808", characteristic: "2a52", write: true,
			layout: [{
				objects: 1, of: [
					[1, { name: "report", as: "uint8", choices: { 1: "all", 5: "first", 6: "last" }, quantity: "text" }],
					[6, { skip: 2 }, {
						name: "reportResult", as: "uint8", quantity: "text",
						choices: { 1: "success", 2: "notSupported", 6: "noRecords", 8: "notCompleted" },
					}],
				],
			}],
		},
	],
});
