import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createServer } from "node:tls";
import { connectAsync, type MqttClient } from "mqtt";
import { readCreation } from "../measure/creation";
import { Mosquitto } from "../mosquitto";
import { until } from "../patience";
import { type Bench, TEST_ROOM } from "./bench";
import type { Cases } from "./cases";
import { ROOT } from "./project";

/** Slots that only the simulator takes for three connections, at least (npm run memory): the flood of requests fills the rest. */
const SIMULATED = 190;

/** Somebody at the broker; `clean` false and a client id of the gateway's make a session that the broker keeps for it. */
function somebody(port: number, bench: Bench, options: object = {}): Promise<MqttClient> {
	return connectAsync(`mqtts://127.0.0.1:${port}`, { ca: bench.authority.certificate, username: "subscriber", password: "secret", protocolVersion: 4, reconnectPeriod: 0, ...options });
}

/** What comes from the broker, on XS with the SDK's MQTT client, over TLS, from a real mosquitto. */
export const listeningCases: Cases = {
	async "messages: without payload, retained and deleted, too long, and two hundred at once"({ bench, remark }) {
		const opened = await bench();
		const identity = await opened.authority.issue({ addresses: ["127.0.0.1"] });
		const broker = await Mosquitto.start({ identity, users: { gateway: "secret", subscriber: "secret" }, settings: ["max_inflight_messages 10"] });
		const client = await somebody(broker.port, opened);
		try {
			await client.publishAsync("listen/kept/set", "before", { qos: 1, retain: true });
			await opened.run({
				main: "host-test/xs/app/listener",
				creation: TEST_ROOM,
				config: { port: broker.port },
				duration: 60_000,
				during: async lines => {
					const told = (line: string) => until(() => lines.includes(line), 20_000);
					await told("message listen/kept/set 6 retained");
					assert.ok(lines.includes("subscribed 7: 1,1"), lines.join("\n"));
					await client.publishAsync("listen/empty/set", "", { qos: 1 });
					await client.publishAsync("listen/kept/set", "", { qos: 1, retain: true });
					await client.publishAsync("listen/longest/set", "x".repeat(1_024), { qos: 1 });
					await client.publishAsync("listen/long/set", "x".repeat(8_000), { qos: 1 });
					await client.publishAsync("listen/huge/set", "x".repeat(65_536), { qos: 1 });
					await Promise.all(Array.from({ length: 200 }, () => client.publishAsync("listen/many/set", "", { qos: 1 })));
					await client.publishAsync("listen/end/set", "x", { qos: 0 });
					await told("acknowledged 1");
					const came = lines.filter(line => /^(message|skipped|unsubscribed|acknowledged|error)/.test(line));
					assert.deepEqual(came.filter(line => !line.includes("many")), [
						"message listen/kept/set 6 retained", "message listen/empty/set 0", "message listen/kept/set 0", "message listen/longest/set 1024",
						"skipped 8019", "skipped 65555", "message listen/end/set 1", "unsubscribed 8", "acknowledged 1",
					]);
					assert.equal(came.filter(line => line === "message listen/many/set 0").length, 200);
					remark(`${came.length} lines`);
				},
			});
		}
		finally {
			await client.endAsync(true);
			await broker.close();
		}
	},
	async "messages: one whose topic is not UTF-8 ends the connection, and is told"({ bench, remark }) {
		const opened = await bench();
		const { certificate: cert, key } = await opened.authority.issue({ addresses: ["127.0.0.1"] });
		// CONNACK, a message that is one, and one that is none
		const answer = Buffer.from([0x20, 2, 0, 0, 0x30, 4, 0, 1, 0x78, 0x79, 0x30, 4, 0, 2, 0xc3, 0x28]);
		const server = createServer({ cert, key, maxVersion: "TLSv1.2" }, socket => socket.on("error", () => {}).once("data", () => socket.write(answer)));
		await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
		try {
			await opened.run({
				main: "host-test/xs/app/listener",
				creation: TEST_ROOM,
				config: { port: (server.address() as AddressInfo).port },
				duration: 60_000,
				during: async lines => {
					await until(() => lines.some(line => line.startsWith("error")), 20_000);
					assert.ok(lines.includes("message x 1"), lines.join("\n"));
					remark(lines.find(line => line.startsWith("error"))!);
					assert.match(lines.find(line => line.startsWith("error"))!, /topic is not UTF-8/);
				},
			});
		}
		finally {
			server.close();
		}
	},
	async "requests: what a session was kept for is not done, what is asked is answered, and once under one id"({ bench, remark }) {
		const opened = await bench(), { broker, subscriber } = opened;
		const stray = await somebody(broker.port, opened, { clientId: "gattway-123456", clean: false });
		await stray.subscribeAsync("esp32/gateway/set", { qos: 1 });
		await stray.endAsync();
		const client = await somebody(broker.port, opened), results: { result: unknown }[] = [];
		client.on("message", (_topic, payload) => results.push({ result: JSON.parse(payload.toString()) }));
		try {
			await client.subscribeAsync("esp32/gateway/result", { qos: 1 });
			await client.publishAsync("esp32/gateway/set", "before the start", { qos: 1 });
			await opened.run({
				duration: 60_000,
				during: async lines => {
					await subscriber.until(() => subscriber.payloads("esp32/gateway").length >= 2, 20_000);
					assert.deepEqual(results, []);
					const answers = (id: number) => results.filter(({ result }) => (result as { id?: unknown }).id === id).map(({ result }) => JSON.stringify(result));
					const ask = async (id: number, text: string, topic = "esp32/gateway/get") => {
						const before = answers(id).length;
						await client.publishAsync(topic, text, { qos: 1 });
						await until(() => answers(id).length > before, 20_000);
						return answers(id).at(-1)!;
					};
					const first = await ask(1, '{"id":1}');
					const done = () => lines.filter(line => /ask +esp32\/gateway: /.test(line)).length;
					const count = done();
					assert.equal(await ask(1, '{"id":1}'), first);
					assert.equal(done(), count, "it was done twice");
					assert.match(await ask(2, `{"id":2,"value":${"[".repeat(900)}`, "esp32/gateway/set"), /"step":"request","reason":"the request begins with/);
					assert.match(await ask(3, '{"id":3,"value":1}', "esp32/gateway/set"), /does not allow to write it/);
					// each key that XS meets for the first time would stay
					for (let i = 0; i < 200; i++)
						await client.publishAsync("esp32/gateway/get", `{"key${i}":{"b${i}":1},"id":"x"}`, { qos: 1 });
					await new Promise(resolve => setTimeout(resolve, 2_000));
					await ask(4, '{"id":4}');
					assert.equal(lines.find(line => /ERROR|ended the connection/.test(line)), undefined);
					remark(first);
				},
			});
		}
		finally {
			await client.endAsync(true).catch(() => undefined);
		}
	},
	async "requests: fields of devices are written by their layouts, alone, together and as commands; and what nobody declared is published"({ bench, remark }) {
		const opened = await bench(), { subscriber } = opened;
		const { configuration: { peripherals } } = JSON.parse(readFileSync(join(ROOT, "modules/simulator/scenarios/library.json"), "utf8")) as { configuration: { peripherals: object[] } };
		const client = await somebody(opened.broker.port, opened);
		const set = async (topic: string, text: string) => {
			const results = () => subscriber.payloads(`house/${topic}/result`), before = results().length;
			await client.publishAsync(`house/${topic}/set`, text, { qos: 1 });
			await subscriber.until(() => results().length > before, 20_000, `${topic}/result`);
			return results().at(-1)!;
		};
		const run = (peripheral: object, during: () => Promise<void>) => opened.run({
			config: { prefix: "house", peripherals: [peripheral], scenario: "library", log: "info" }, duration: 60_000, during,
		});
		try {
			await run(peripherals[0]!, async () => {
				await subscriber.until(() => subscriber.payloads("house/clock/time").length > 0, 30_000);
				assert.equal(await set("clock/time", "2026-11-25T20:15:00"), '{"ok":true,"value":"2026-11-25T20:15:00","confirmed":"read back"}');
				assert.deepEqual([subscriber.payloads("house/clock/time").at(-1), subscriber.payloads("house/clock/weekday").at(-1)], ["2026-11-25T20:15:00", "3"]);
				assert.equal(await set("clock/timeZone", '{"id":7,"value":{"timeZone":1,"daylightSaving":0}}'),
					'{"id":7,"ok":true,"value":{"timeZone":1,"daylightSaving":0},"confirmed":"read back"}');
				assert.match(await set("clock/time", "noon"), /"step":"request","reason":"time \(.*is not a time as/);
				assert.match(await set("clock/weekday", "1"), /does not allow to write it/);
			});
			await run(peripherals[1]!, async () => {
				await subscriber.until(() => subscriber.payloads("house/bike/heartRate").length > 0, 30_000);
				assert.equal(await set("bike/control", "request"), '{"ok":true,"value":"request","confirmed":"sent"}');
				assert.equal(await set("bike/targetPower", "150 W"), '{"ok":true,"value":150,"confirmed":"sent"}');
				assert.equal(await set("bike/stop", "pause"), '{"ok":true,"value":"pause","confirmed":"sent"}');
				assert.match(await set("bike/stop", "now"), /is none of its words/);
				await subscriber.until(() => subscriber.payloads("house/bike/stop").length > 0, 20_000, "the command, as the simulator indicates what was written");
			});
			await run({ name: "bike", match: { service: "1826" }, publish: "all" }, async () => {
				const topics = ["indoorBikeData", "trainingStatus", "batteryLevel", "0f3c1a01-51c2-4d5e-8a6b-7d2f9e4b1c01"].map(name => `house/bike/${name}`);
				await subscriber.until(() => topics.every(topic => subscriber.payloads(topic).length >= 2), 40_000);
				assert.deepEqual([subscriber.payloads(topics[1]!)[0], subscriber.payloads(topics[3]!)[0]], ["000d", "c0ffee"]);
				assert.deepEqual([topics[0]!, topics[2]!].map(topic => subscriber.payloads(topic).map(text => {
					const { time, sequence, ...fields } = JSON.parse(text) as Record<string, unknown>;
					assert.ok(typeof time === "string" && typeof sequence === "number");
					return JSON.stringify(fields);
				}).sort().at(-1)), ['{"speed":25.5,"speedUnit":"km/h","cadence":80,"cadenceUnit":"rpm","power":180,"powerUnit":"W"}', '{"battery":64,"batteryUnit":"%"}']);
				remark(subscriber.payloads(topics[2]!)[0]!);
			});
		}
		finally {
			await client.endAsync(true).catch(() => undefined);
		}
	},
	async "requests: a thermostat, commands, and a broker that is killed between request and answer"({ bench, remark }) {
		const opened = await bench(), { broker, subscriber } = opened, { port } = broker;
		const { configuration } = JSON.parse(readFileSync(join(ROOT, "modules/simulator/scenarios/thermostat.json"), "utf8")) as { configuration: object }, given = readCreation();
		const say = async (topic: string, text: string) => {
			const client = await somebody(port, opened);
			await client.publishAsync(topic, text, { qos: 1 });
			await client.endAsync();
		};
		const results = (topic: string) => subscriber.payloads(`house/${topic}/result`);
		await opened.run({
			config: { ...configuration, scenario: "thermostat", log: "info", commands: "all" },
			creation: { ...given, slots: given.slots + SIMULATED },
			duration: 150_000,
			during: async lines => {
				await subscriber.until(() => subscriber.payloads("house/thermostat/setpoint").length > 0, 20_000);
				await say("house/thermostat/setpoint/set", "21.5");
				await subscriber.until(() => results("thermostat/setpoint").length > 0, 20_000);
				assert.deepEqual(results("thermostat/setpoint"), ['{"ok":true,"value":21.5,"confirmed":"read back"}']);
				assert.equal(subscriber.payloads("house/thermostat/setpoint").at(-1), "21.5 °C");

				await say("house/lamp/brightness/set", '{"id":"once","value":40,"ttl":60}');
				await opened.restartBroker(1_000);
				await subscriber.until(() => results("lamp/brightness").length > 0, 40_000);
				const lamp = '{"id":"once","ok":true,"value":40,"confirmed":"sent"}';
				await say("house/lamp/brightness/set", '{"id":"once","value":40}');
				await subscriber.until(() => results("lamp/brightness").length > 1, 20_000);
				assert.deepEqual([...new Set(results("lamp/brightness"))], [lamp]);
				assert.equal(lines.filter(line => line.includes("ask    house/lamp/brightness")).length, 1, "it was done twice");

				for (const command of ["status", "configuration"])
					await say(`house/command/${command}`, "");
				await subscriber.until(() => results("command").length > 1, 20_000);
				assert.ok(results("command").every(result => (JSON.parse(result) as { ok: boolean }).ok), results("command").join("\n"));
				assert.ok(!results("command").join().includes("secret"));
				remark(results("command").at(-1)!);

				// with all of the manifest's memory for as many as wait, and no more
				const client = await somebody(port, opened);
				await Promise.all(Array.from({ length: 200 }, (_none, number) =>
					client.publishAsync(`house/${number % 2 ? "lamp/brightness" : "thermostat/setpoint"}/set`, `{"id":"flood ${number} ${"x".repeat(40)}","value":20,"ttl":60}`, { qos: 1 })));
				await client.endAsync();
				const answered = () => results("thermostat/setpoint").some(result => result.includes('"id":"after"'));
				// those that come with many others are not looked at
				for (let attempt = 0; attempt < 10 && !answered(); attempt++) {
					await say("house/thermostat/setpoint/set", '{"id":"after","value":19.5}');
					await new Promise(resolve => setTimeout(resolve, 3_000));
				}
				assert.ok(answered(), "no answer after two hundred requests at once");
				remark(`${[...results("thermostat/setpoint"), ...results("lamp/brightness")].filter(result => result.includes("flood")).length} of 200 at once answered`);
			},
		});
	},
};
