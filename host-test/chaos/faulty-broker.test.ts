import { connect, type MqttClient } from "mqtt";
import type { IPublishPacket } from "mqtt-packet";
import { Authority } from "../authority";
import { until } from "../patience";
import { type Conduct, endsAt, refuses, SILENT } from "./conducts";
import { FaultyBroker } from "./faulty-broker";

let authority: Authority;
let broker: FaultyBroker, client: MqttClient | undefined;
let published: string[], acknowledged: string[];

beforeAll(async () => {
	authority = await Authority.create();
});
afterEach(async () => {
	await client?.endAsync(true);
	client = undefined;
	await broker.close();
});

async function setUp(...conducts: Conduct[]): Promise<void> {
	published = [];
	acknowledged = [];
	broker = new FaultyBroker(await authority.issue({ names: ["localhost"] }), conducts, {
		onPublish: ({ payload }: IPublishPacket, connection) => published.push(`${payload.toString()} on ${connection}`),
		onAcknowledged: ({ payload }: IPublishPacket) => acknowledged.push(payload.toString()),
	});
	await broker.start();
}
/** Connects once, and publishes as soon as it is let in. @returns what was acknowledged to it */
function publish(...payloads: string[]): string[] {
	const told: string[] = [];
	const publisher = client = connect(`mqtts://localhost:${broker.port}`, { ca: authority.certificate, protocolVersion: 4, reconnectPeriod: 0 });
	publisher.on("error", () => {}).on("connect", () => {
		for (const payload of payloads)
			publisher.publish("test", payload, { qos: 1 }, error => !error && told.push(payload));
	});
	return told;
}

test("one that is told nothing acknowledges all", async () => {
	await setUp();
	const told = publish("a", "b");
	await until(() => told.length === 2);
	expect([told, published, acknowledged]).toEqual([["a", "b"], ["a on 1", "b on 1"], ["a", "b"]]);
});
test("one that ends the connection at a PUBLISH has seen it and does not acknowledge it", async () => {
	await setUp(endsAt("publish", 2));
	publish("a", "b", "c");
	await until(() => broker.ended === 1 && !client!.connected);
	expect([published, acknowledged]).toEqual([["a on 1", "b on 1"], ["a"]]);
});
test("one that ends it at a PUBACK has sent that", async () => {
	await setUp(endsAt("puback", 1));
	const told = publish("a", "b");
	await until(() => told.length > 0);
	expect([told[0], acknowledged]).toEqual(["a", ["a"]]);
});
test.each(["handshake", "connect"] as const)("one that ends it at %s lets nobody in", async moment => {
	await setUp(endsAt(moment));
	publish("a");
	await until(() => broker.ended === 1);
	expect(published).toEqual([]);
});
test("one that is silent acknowledges once it is reformed", async () => {
	await setUp(SILENT);
	const told = publish("a", "b");
	await until(() => published.length === 2);
	expect([told, acknowledged]).toEqual([[], []]);
	broker.reform();
	await until(() => told.length === 2);
	expect(acknowledged).toEqual(["a", "b"]);
});
test("each connection has its conduct, and the last is for all that follow", async () => {
	await setUp(endsAt("publish"), SILENT);
	for (let connection = 1; connection <= 3; connection++) {
		publish("a");
		await until(() => published.length === connection);
		await client!.endAsync(true);
	}
	expect([published, acknowledged]).toEqual([["a on 1", "a on 2", "a on 3"], []]);
});
test("one that refuses a topic ends the connection there, and takes the others", async () => {
	await setUp(refuses("test"));
	publish("a");
	await until(() => broker.ended === 1 && !client!.connected);
	const other = client = connect(`mqtts://localhost:${broker.port}`, { ca: authority.certificate, protocolVersion: 4, reconnectPeriod: 0 });
	await other.publishAsync("other", "b", { qos: 1 });
	expect(acknowledged).toEqual(["b"]);
});
