import { parser, type Packet } from "mqtt-packet";
import { PacketGeneration } from "./packet-generation";
import { Pipeline } from "./pipeline";

const pipeline = (changes: Partial<ConstructorParameters<typeof Pipeline>[0]> = {}) =>
	new Pipeline({ name: "p", payload: "text", journal: "outage", log: "info", ...changes });
const texts = (from: Pipeline, count: number) => from.packets(count).map(({ topic, payload }) => `${topic} ${payload}`);

test("readings become text", () => {
	expect(texts(pipeline(), 2)).toEqual(["esp32/gateway 1 mv", "esp32/gateway 2 mv"]);
});
test("readings become JSON with time and sequence number", () => {
	expect(texts(pipeline({ payload: "json" }), 1)).toEqual([expect.stringMatching(/^esp32\/gateway {"value":1,"unit":"mv","time":"2026-11-22T12:00:00.\d+Z","sequence":\d+}$/)]);
});
test.each([["outage", 0], ["always", 5_000]] as const)("with the journal %p everything is acknowledged, and %p readings have been stored", (journal, stored) => {
	const whole = pipeline({ journal });
	expect(whole.prepare(5_000)()).toBe(5_000);
	expect(whole.gateway.account).toMatchObject({ taken: 5_000, published: 5_000, acknowledged: 5_000, waiting: 0, stored });
});
test("the console gets a line for each reading where it is asked for", () => {
	const quiet = pipeline(), talking = pipeline({ log: "value" });
	for (const each of [quiet, talking])
		each.prepare(10)();
	expect(talking.printed - quiet.printed).toBeGreaterThan(10 * "esp32/gateway 1 mv".length);
});
test("mqtt-packet makes packets of the same contents", () => {
	const packets = pipeline().packets(3), seen: Packet[] = [], generation = new PacketGeneration(packets), reader = parser();
	const bytes = packets.map(({ topic, payload }) => 2 + 2 + topic.length + 2 + payload.length).reduce((sum, each) => sum + each);
	generation.prepare(3)();
	expect(generation.bytes).toBe(bytes);
	reader.on("packet", packet => seen.push(packet));
	reader.parse(generation.last);
	expect(seen).toMatchObject([{ cmd: "publish", qos: 1, messageId: 3, topic: "esp32/gateway", payload: Buffer.from("3 mv") }]);
});
