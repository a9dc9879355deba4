import { declare } from "./declare";

/**
 * Environmental Sensing Service 1.0: the characteristics that sensors have, one number each. Pressure in hPa. Limits: the service's
 * descriptors (measurement period, triggers) are not read, and several sensors of one kind share a name.
 */
declare("environment", {
	characteristics: [
		{ service: "181a", characteristic: "2a6e", layout: [{ name: "temperature", as: "int16", scale: 0.01, unknown: -0x8000, quantity: "temperature" }] },
		{ service: "181a", characteristic: "2a6f", layout: [{ name: "humidity", as: "uint16", scale: 0.01, unknown: 0xffff, quantity: "humidity" }] },
		{ service: "181a", characteristic: "2a6d", layout: [{ name: "pressure", as: "uint32", scale: 0.001, quantity: "pressure" }] },
		{ service: "181a", characteristic: "2a6c", layout: [{ name: "elevation", as: "int24", scale: 0.01, quantity: "distance" }] },
		{ service: "181a", characteristic: "2a7b", layout: [{ name: "dewPoint", as: "int8", quantity: "temperature" }] },
		{ service: "181a", characteristic: "2a7a", layout: [{ name: "heatIndex", as: "int8", quantity: "temperature" }] },
		{ service: "181a", characteristic: "2a79", layout: [{ name: "windChill", as: "int8", quantity: "temperature" }] },
		{ service: "181a", characteristic: "2a70", layout: [{ name: "windSpeed", as: "uint16", scale: 0.01, quantity: "speed" }] },
		{ service: "181a", characteristic: "2a71", layout: [{ name: "windDirection", as: "uint16", scale: 0.01, quantity: "direction" }] },
		{ service: "181a", characteristic: "2a72", layout: [{ name: "apparentWindSpeed", as: "uint16", scale: 0.01, quantity: "speed" }] },
		{ service: "181a", characteristic: "2a73", layout: [{ name: "apparentWindDirection", as: "uint16", scale: 0.01, quantity: "direction" }] },
		{ service: "181a", characteristic: "2a74", layout: [{ name: "gustFactor", as: "uint8", scale: 0.1, quantity: "index" }] },
		{ service: "181a", characteristic: "2a75", layout: [{ name: "pollen", as: "uint24", quantity: "index", unit: "1/m³" }] },
		{ service: "181a", characteristic: "2a76", layout: [{ name: "uvIndex", as: "uint8", quantity: "index" }] },
		{ service: "181a", characteristic: "2a77", layout: [{ name: "irradiance", as: "uint16", scale: 0.1, quantity: "irradiance" }] },
		{ service: "181a", characteristic: "2a78", layout: [{ name: "rainfall", as: "uint16", quantity: "precipitation" }] },
		{ service: "181a", characteristic: "2a2c", layout: [{ name: "magneticDeclination", as: "uint16", scale: 0.01, quantity: "angle" }] },
		{ service: "181a", characteristic: "2afb", layout: [{ name: "illuminance", as: "uint24", scale: 0.01, unknown: 0xffffff, quantity: "illuminance" }] },
		{ service: "181a", characteristic: "2b8c", layout: [{ name: "carbonDioxide", as: "uint16", unknown: 0xffff, quantity: "carbonDioxide" }] },
		{ service: "181a", characteristic: "2bd5", layout: [{ name: "pm1", as: "sfloat", scale: 1e9, quantity: "pm1" }] },
		{ service: "181a", characteristic: "2bd6", layout: [{ name: "pm25", as: "sfloat", scale: 1e9, quantity: "pm25" }] },
		{ service: "181a", characteristic: "2bd7", layout: [{ name: "pm10", as: "sfloat", scale: 1e9, quantity: "pm10" }] },
		{
			service: "181a", characteristic: "2aa3",
			layout: [{
				name: "pressureTrend", as: "uint8", unknown: 0, quantity: "text",
				choices: {
					1: "continuouslyFalling", 2: "continuouslyRising", 3: "fallingThenSteady", 4: "risingThenSteady", 5: "fallingBeforeLesserRise", 6: "fallingBeforeGreaterRise",
					7: "risingBeforeGreaterFall", 8: "risingBeforeLesserFall", 9: "steady",
				},
			}],
		},
	],
});
