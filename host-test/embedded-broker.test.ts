import { connectAsync } from "mqtt";
import type { IClientOptions, MqttClient } from "mqtt";
import { Authority } from "./authority";
import { EmbeddedBroker } from "./embedded-broker";
import { pause, until } from "./patience";

let authority: Authority, broker: EmbeddedBroker;
const clients: MqttClient[] = [];

beforeAll(async () => {
	authority = await Authority.create({ name: "Test authority" });
});
beforeEach(async () => {
	broker = new EmbeddedBroker({
		...await authority.issue({ names: ["localhost"], addresses: ["127.0.0.1"] }),
		user: "gateway",
		password: "secret",
	});
	await broker.start();
});
afterEach(async () => {
	clients.splice(0).forEach(client => client.end(true));
	await broker.stop();
});

async function connect(options: IClientOptions = {}): Promise<MqttClient> {
	const client = await connectAsync(broker.url, {
		ca: authority.certificate,
		username: "gateway",
		password: "secret",
		reconnectPeriod: 0,
		...options,
	}, false);
	clients.push(client.on("error", () => {}));
	return client;
}

describe("EmbeddedBroker", () => {
	it("takes user and password over TLS, and notes what is published", async () => {
		const client = await connect({ clientId: "tester" });
		await client.publishAsync("a/b", "1", { qos: 1, retain: true });
		await client.publishAsync("a/c", "2", { qos: 1, dup: true });
		client.publish("a/d", "3");
		await until(() => broker.arrivals.length === 3);
		expect(broker.arrivals).toEqual([
			{ clientId: "tester", topic: "a/b", payload: "1", qos: 1, retain: true, duplicate: false, id: expect.any(Number), will: false },
			{ clientId: "tester", topic: "a/c", payload: "2", qos: 1, retain: false, duplicate: true, id: expect.any(Number), will: false },
			{ clientId: "tester", topic: "a/d", payload: "3", qos: 0, retain: false, duplicate: false, id: undefined, will: false },
		]);
		expect(broker.clients).toEqual(["tester"]);
		expect(broker.connects).toEqual(["tester"]);
	});
	it("refuses a wrong password with 4", async () => {
		await expect(connect({ password: "wrong" })).rejects.toMatchObject({ code: 4 });
	});
	it.each([1, 2, 3, 4, 5] as const)("refuses with %d when told to", async code => {
		broker.refuse = code;
		await expect(connect()).rejects.toMatchObject({ code });
		broker.refuse = 0;
		await connect();
	});
	it("forwards what it does not acknowledge, and acknowledges it late", async () => {
		const received: string[] = [];
		(await connect()).on("message", (_, payload) => received.push(payload.toString())).subscribe("#");
		await pause(50);
		broker.withholdAcknowledgements = true;
		let acknowledged = false;
		const client = await connect();
		client.publish("a", "1", { qos: 1 }, () => { acknowledged = true; });
		await until(() => received.length === 1);
		await pause(50);
		expect(acknowledged).toBe(false);
		expect(broker.arrivals).toMatchObject([{ topic: "a", qos: 1 }]);
		broker.releaseAcknowledgements();
		await until(() => acknowledged);
	});
	it("drops one client's connection and publishes its will", async () => {
		const victim = await connect({ clientId: "victim", will: { topic: "v/status", payload: Buffer.from("offline"), qos: 1, retain: true } });
		const other = await connect({ clientId: "other" });
		broker.dropConnections("victim");
		await until(() => !victim.connected && broker.arrivals.length > 0);
		expect(other.connected).toBe(true);
		expect(broker.arrivals).toEqual([{
			clientId: "victim", topic: "v/status", payload: "offline", qos: 1, retain: true, duplicate: false, id: undefined, will: true,
		}]);
	});
	it.each(["stop", "kill"] as const)("listens on the same port after %s, keeps what is retained and publishes no will", async end => {
		const { port } = broker;
		const client = await connect({ will: { topic: "v/status", payload: Buffer.from("offline"), qos: 1, retain: true } });
		await client.publishAsync("v/status", "online", { qos: 1, retain: true });
		await broker[end]();
		await until(() => !client.connected);
		await expect(connect()).rejects.toThrow(/ECONNREFUSED/);
		await broker[end]();
		await broker.start();
		expect(broker.port).toBe(port);
		const received: string[] = [];
		(await connect()).on("message", (topic, payload) => received.push(`${topic} ${payload.toString()}`)).subscribe("#");
		await until(() => received.length > 0);
		expect(received).toEqual(["v/status online"]);
	});
	it("publishes by itself", async () => {
		const received: string[] = [];
		const client = await connect();
		client.on("message", (_, payload) => received.push(payload.toString()));
		await client.subscribeAsync("#");
		await broker.publish("a", "1", { qos: 1 });
		await until(() => received.length === 1);
	});
	it("speaks in clear without certificate", async () => {
		const clear = new EmbeddedBroker();
		await clear.start();
		expect(clear.url).toBe(`mqtt://localhost:${clear.port}`);
		await (await connectAsync(clear.url)).endAsync();
		await clear.stop();
	});
});
