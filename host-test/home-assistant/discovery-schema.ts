/*
 * Facts of Home Assistant's documentation, November 2026: "MQTT", "MQTT sensor" and the other kinds of entities, "Sensor
 * entity", "Number entity". Keys in their abbreviated form.
 */

/** Device classes of sensors and numbers, with their units; null for none. As far as the library and the tests have them. */
const UNITS: Readonly<Record<string, readonly (string | null)[]>> = {
	battery: ["%"], carbon_dioxide: ["ppm"], conductivity: ["S/cm", "mS/cm", "µS/cm"], current: ["A", "mA"], data_size: ["B", "kB", "MB", "GB", "KiB", "MiB", "GiB"],
	distance: ["mm", "cm", "m", "km", "in", "ft", "yd", "mi"], duration: ["d", "h", "min", "s", "ms"],
	energy: ["J", "kJ", "MJ", "GJ", "mWh", "Wh", "kWh", "MWh", "GWh", "TWh", "cal", "kcal", "Mcal", "Gcal"], gas: ["m³", "ft³", "CCF", "L"],
	humidity: ["%"], illuminance: ["lx"], irradiance: ["W/m²", "BTU/(h⋅ft²)"], moisture: ["%"], pm1: ["µg/m³"], pm10: ["µg/m³"], pm25: ["µg/m³"],
	power: ["mW", "W", "kW", "MW", "GW", "TW", "BTU/h"], precipitation: ["cm", "mm", "in"], pressure: ["Pa", "hPa", "kPa", "bar", "cbar", "mbar", "mmHg", "inHg", "psi"],
	signal_strength: ["dB", "dBm"], speed: ["m/s", "km/h", "mm/s", "mm/d", "mm/h", "in/d", "in/h", "in/s", "ft/s", "mph", "kn", "Beaufort"], temperature: ["°C", "°F", "K"],
	volatile_organic_compounds: ["µg/m³", "mg/m³"], voltage: ["V", "mV", "µV", "kV", "MV"], volume: ["L", "mL", "m³", "gal", "ft³", "CCF"],
	volume_flow_rate: ["m³/h", "m³/min", "m³/s", "ft³/min", "L/h", "L/min", "L/s", "mL/s", "gal/min"], volume_storage: ["L", "mL", "m³", "gal", "ft³", "CCF"], water: ["L", "m³", "gal", "ft³", "CCF"],
	weight: ["kg", "g", "mg", "µg", "oz", "lb", "st"], wind_direction: ["°"], enum: [null], timestamp: [null], date: [null],
};
const BINARY = [
	"battery", "battery_charging", "carbon_monoxide", "cold", "connectivity", "door", "garage_door", "gas", "heat", "light", "lock", "moisture", "motion", "moving",
	"occupancy", "opening", "plug", "power", "presence", "problem", "running", "safety", "smoke", "sound", "tamper", "update", "vibration", "window",
];
const STATE_CLASSES = ["measurement", "measurement_angle", "total", "total_increasing"];
/** Which state classes a device class may have, where not all. */
const STATES: Readonly<Record<string, readonly string[]>> = {
	energy: ["total", "total_increasing"], gas: ["total", "total_increasing"], water: ["total", "total_increasing"], volume: ["total", "total_increasing"],
	wind_direction: ["measurement_angle"], signal_strength: ["measurement"], temperature: ["measurement"], humidity: ["measurement"], battery: ["measurement"],
};

const text = { type: "string", minLength: 1 };
const topic = { ...text, pattern: "^[^+#\\u0000]+$" };
const common = { p: text, name: text, uniq_id: text, avty: { type: "array" }, ent_cat: { enum: ["config", "diagnostic"] }, dev_cla: text };
const read = { stat_t: topic, val_tpl: text };
const command = { cmd_t: topic, opt: { type: "boolean" } };

/** A kind of entity: what it may have, and what it must. */
function kind(p: string, own: object, required: readonly string[], more: readonly object[] = []): object {
	return { if: { properties: { p: { const: p } } }, then: { properties: { ...common, ...own }, required: ["p", "uniq_id", ...required], additionalProperties: false, allOf: [{}, ...more] } };
}

const pairs = Object.entries(UNITS).flatMap(([deviceClass, units]) => [{
	if: { properties: { dev_cla: { const: deviceClass } }, required: ["dev_cla"] },
	then: units.includes(null) ? { not: { required: ["unit_of_meas"] } } : { properties: { unit_of_meas: { enum: units } }, required: ["unit_of_meas"] },
}, ...STATES[deviceClass] ? [{
	if: { properties: { dev_cla: { const: deviceClass } }, required: ["dev_cla"] },
	then: { properties: { stat_cla: { enum: STATES[deviceClass] } } },
}] : []]);

/** Options make a choice, which is not a measurement. */
const choice = { if: { required: ["ops"] }, then: { properties: { dev_cla: { const: "enum" } }, required: ["dev_cla"], not: { anyOf: [{ required: ["stat_cla"] }, { required: ["unit_of_meas"] }] } } };

const component = {
	type: "object", required: ["p", "uniq_id"], properties: { p: { enum: ["sensor", "binary_sensor", "number", "switch", "select", "button", "text"] } },
	allOf: [
		kind("sensor", {
			...read, dev_cla: { enum: Object.keys(UNITS) }, stat_cla: { enum: STATE_CLASSES }, unit_of_meas: text, sug_dsp_prc: { type: "integer", minimum: 0 },
			exp_aft: { type: "number", exclusiveMinimum: 0 }, ops: { type: "array", items: text, minItems: 1, uniqueItems: true },
		}, ["stat_t"], [...pairs, choice]),
		kind("binary_sensor", { ...read, dev_cla: { enum: BINARY }, pl_on: text, pl_off: text, exp_aft: { type: "number", exclusiveMinimum: 0 } }, ["stat_t"]),
		kind("number", { ...read, ...command, dev_cla: { enum: Object.keys(UNITS) }, unit_of_meas: text, min: { type: "number" }, max: { type: "number" }, step: { type: "number", minimum: 0.001 }, mode: { enum: ["auto", "box", "slider"] } }, ["cmd_t"], pairs),
		kind("switch", { ...read, ...command, dev_cla: { enum: ["outlet", "switch"] }, pl_on: text, pl_off: text }, ["cmd_t"]),
		kind("select", { ...read, ...command, ops: { type: "array", items: text, minItems: 1, uniqueItems: true } }, ["cmd_t", "ops"]),
		kind("button", { cmd_t: topic, dev_cla: { enum: ["identify", "restart", "update"] }, pl_prs: text }, ["cmd_t"]),
		kind("text", { ...read, ...command, min: { type: "integer" }, max: { type: "integer", maximum: 255 }, mode: { enum: ["text", "password"] }, pattern: text }, ["cmd_t"]),
	],
};

/** Of a message at `homeassistant/device/<id>/config`. */
export const DISCOVERY_SCHEMA = {
	type: "object", required: ["dev", "o", "cmps"], additionalProperties: false,
	properties: {
		dev: {
			type: "object", additionalProperties: false, anyOf: [{ required: ["ids"] }, { required: ["cns"] }],
			properties: {
				ids: { type: "array", items: text, minItems: 1 }, cns: { type: "array", items: { type: "array", items: text, minItems: 2, maxItems: 2 } },
				name: text, mf: text, mdl: text, sw: text, hw: text, sn: text, via_device: text,
			},
		},
		o: { type: "object", required: ["name"], properties: { name: text, sw: text, url: text }, additionalProperties: false },
		avty: { type: "array", items: { type: "object", required: ["t"], properties: { t: topic }, additionalProperties: false } },
		avty_mode: { enum: ["all", "any", "latest"] },
		cmps: { type: "object", minProperties: 1, additionalProperties: component },
	},
};
