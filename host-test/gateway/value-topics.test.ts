import { camelCase, ValueTopics } from "../../modules/gateway/value-topics";
import { DiscoveredTable } from "../../modules/peripheral/discovered-table";
import { parseUUID } from "../../modules/text/uuid";
import { configurationOf, soundConfiguration, soundPeripheral, soundValue } from "../sound-configuration";

const { values } = configurationOf(soundConfiguration({
	prefix: "p", peripherals: [soundPeripheral({ name: "a", values: [soundValue({ name: "humidity" })], publish: "all" }), soundPeripheral({ name: "b", match: { name: "B" }, publish: "all", payload: "json" })],
}));

/** What the first or the second peripheral's discovery found. */
function found(first: number, ...uuids: string[]): string[] {
	const table = DiscoveredTable.of(values)!, topics = new ValueTopics(values, table);
	return uuids.map(uuid => table.place(parseUUID(uuid)!, first, first + 9)).map(channel => `${topics.topic(channel)} ${topics.isJSON(channel)} ${topics.layout(channel) >= 0}`);
}

test("what was discovered has the SIG's name, else its UUID, and is JSON where the library knows its layout", () => {
	expect(found(0, "2a37", "2ad3", "fff1", "12345678-1234-1234-1234-123456789abc")).toEqual([
		"p/a/heartRateMeasurement true true", "p/a/trainingStatus false false", "p/a/fff1 false false", "p/a/12345678-1234-1234-1234-123456789abc false false",
	]);
	expect(found(9, "2ad3")).toEqual(["p/b/trainingStatus true false"]);
});
test("a declared value of that name keeps its topic to itself", () => {
	expect(found(0, "2a6f")).toEqual(["p/a/2a6f true true"]);
	expect(found(9, "2a6f")).toEqual(["p/b/humidity true true"]);
});
test("what is declared is published as it says", () => {
	const topics = new ValueTopics(values, DiscoveredTable.of(values));
	expect([topics.topic(0), topics.isJSON(0), topics.layout(0), topics.isJSON(9)]).toEqual(["p/a/humidity", false, -1, true]);
});
test.each([["PLX Continuous Measurement Characteristic", "plxContinuousMeasurementCharacteristic"], ["Magnetic Flux Density - 2D", "magneticFluxDensity2D"],
	["CIE 13.3-1995 Color Rendering Index", "cie1331995ColorRenderingIndex"], ["", ""]])("%s as a level of a topic is %s", (text, name) => {
	expect(camelCase(text)).toBe(name);
});
