import { LinkTime } from "../text/link-time";

const LENGTHS = "mm cm m km in ft yd mi", SPEEDS = "mm/d mm/h m/s km/h mm/s in/d in/h in/s ft/s mph kn Beaufort", TEMPERATURES = "°C °F K";
const PRESSURES = "mPa Pa hPa kPa bar cbar mbar mmHg inHg inH₂O psi", ENERGIES = "J kJ MJ GJ mWh Wh kWh MWh GWh TWh cal kcal Mcal Gcal";
const VOLUMES = "mL L m³ ft³ CCF MCF gal fl.oz.", MASSES = "µg mg g kg oz lb st";

/**
 * The classes of Home Assistant's numbers and the units of each, parted by blanks; "" for one without. "Sensor entity",
 * November 2026. Rows and not an object: names of members stay in flash when the rest is gone.
 */
const UNITS: readonly (readonly [name: string, units: string])[] = Object.freeze([
	["apparent_power", "mVA VA kVA"], ["aqi", ""], ["area", "m² cm² km² mm² in² ft² yd² mi² ac ha"], ["atmospheric_pressure", PRESSURES], ["battery", "%"],
	["blood_glucose_concentration", "mg/dL mmol/L"], ["carbon_dioxide", "ppm"], ["carbon_monoxide", "ppm mg/m³ µg/m³ ppb"], ["conductivity", "S/cm mS/cm µS/cm"], ["current", "A mA"], ["data_rate", "bit/s kbit/s Mbit/s Gbit/s B/s kB/s MB/s GB/s KiB/s MiB/s GiB/s"],
	["data_size", "bit kbit Mbit Gbit B kB MB GB TB PB EB ZB YB KiB MiB GiB TiB PiB EiB ZiB YiB"], ["distance", LENGTHS], ["duration", "d h min s ms µs"],
	["energy", ENERGIES], ["energy_storage", ENERGIES], ["frequency", "Hz kHz MHz GHz"], ["gas", "L m³ ft³ CCF MCF"], ["humidity", "%"], ["illuminance", "lx"], ["irradiance", "W/m² BTU/(h⋅ft²)"],
	["moisture", "%"], ["nitrogen_dioxide", "µg/m³ ppb ppm"], ["nitrogen_monoxide", "µg/m³ ppb"], ["nitrous_oxide", "µg/m³"], ["ozone", "µg/m³ ppb ppm"], ["ph", ""], ["pm1", "µg/m³"], ["pm10", "µg/m³"], ["pm25", "µg/m³"], ["pm4", "µg/m³"], ["power", "mW W kW MW GW TW BTU/h"],
	["power_factor", "%"], ["precipitation", "cm in mm"], ["precipitation_intensity", "in/d in/h mm/d mm/h"], ["pressure", PRESSURES], ["reactive_power", "mvar var kvar"],
	["signal_strength", "dB dBm"], ["sound_pressure", "dB dBA"], ["speed", SPEEDS], ["sulphur_dioxide", "µg/m³ ppb"], ["temperature", TEMPERATURES], ["temperature_delta", TEMPERATURES],
	["volatile_organic_compounds", "µg/m³ mg/m³"], ["volatile_organic_compounds_parts", "ppm ppb"], ["voltage", "V mV µV kV MV"], ["volume", VOLUMES], ["volume_flow_rate", "m³/h m³/min m³/s ft³/min L/h L/min L/s gal/d gal/h gal/min mL/s"],
	["volume_storage", VOLUMES], ["water", "L m³ ft³ CCF MCF gal"], ["weight", MASSES], ["wind_direction", "°"], ["wind_speed", SPEEDS],
]);
/** Classes of what is true or false. */
const STATES = Object.freeze([
	"battery", "battery_charging", "carbon_monoxide", "cold", "connectivity", "door", "garage_door", "gas", "heat", "light", "lock", "moisture", "motion", "moving", "occupancy", "opening",
	"plug", "power", "presence", "problem", "running", "safety", "smoke", "sound", "tamper", "update", "vibration", "window",
]);
const SWITCHES = Object.freeze(["outlet", "switch"]), BUTTONS = Object.freeze(["identify", "restart", "update"]), TEXTS = Object.freeze(["date", "timestamp"]);

/** What is wrong with a class for a value of that kind and unit, for people; undefined if nothing is. */
function classProblem(deviceClass: string, kind: string, unit: string, write: boolean, options: number): string | undefined {
	if (write && options > 0)
		return options === 1 ? among(deviceClass, BUTTONS) : "means nothing for a choice";
	if (options > 0)
		return "means nothing for a choice";
	if (kind === "flag")
		return among(deviceClass, write ? SWITCHES : STATES);
	if (kind !== "number")
		return write ? "means nothing for a text" : among(deviceClass, TEXTS);
	const units = UNITS.find(([name]) => name === deviceClass)?.[1];
	if (units === undefined)
		return among(deviceClass, UNITS.map(([name]) => name));
	return units.split(" ").includes(unit) || (unit === "" && deviceClass === "power_factor") ? undefined :
		units === "" ? "has no unit in Home Assistant" : `has one of the units ${units.split(" ").join(", ")} in Home Assistant`;
}

function among(deviceClass: string, classes: readonly string[]): string | undefined {
	return classes.includes(deviceClass) ? undefined : `is none of ${classes.join(", ")}`;
}

/** For when the firmware is linked; it can't be had otherwise, so that it does not stay in flash. */
export const deviceClasses = Object.freeze(new LinkTime(classProblem));
