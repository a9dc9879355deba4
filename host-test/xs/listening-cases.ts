import assert from "node:assert/strict";
import { connectAsync, type MqttClient } from "mqtt";
import { Mosquitto } from "../mosquitto";
import { until } from "../patience";
import { type Bench, TEST_ROOM } from "./bench";
import type { Cases } from "./cases";

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
					await Promise.all(Array.from({ length: 200 }, () => client.publishAsync("listen/many/set", "", { qos: 1 })));
					await client.publishAsync("listen/end/set", "x", { qos: 0 });
					await told("acknowledged 1");
					const came = lines.filter(line => /^(message|skipped|unsubscribed|acknowledged|error)/.test(line));
					assert.deepEqual(came.filter(line => !line.includes("many")), [
						"message listen/kept/set 6 retained", "message listen/empty/set 0", "message listen/kept/set 0", "message listen/longest/set 1024",
						"skipped 8019", "message listen/end/set 1", "unsubscribed 8", "acknowledged 1",
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
	async "a session with somebody else's subscription is told, and given up with one clean session"({ bench, remark }) {
		const opened = await bench(), { broker, subscriber } = opened;
		const stray = await somebody(broker.port, opened, { clientId: "gattway-123456", clean: false });
		await stray.subscribeAsync("stray/#", { qos: 2 });
		await stray.endAsync();
		const client = await somebody(broker.port, opened);
		try {
			for (const [payload, qos] of [["", 0], ["", 1], ["x", 2], ["", 2]] as const)
				await client.publishAsync("stray/a", payload, { qos });
			await opened.run({
				config: { log: "info" },
				duration: 60_000,
				during: async lines => {
					await until(() => lines.some(line => /WARNING the broker sends stray\/a, .*clean session/.test(line)), 20_000);
					await until(() => lines.filter(line => /mqtt +connected/.test(line)).length === 2, 20_000);
					for (let i = 0; i < 5; i++)
						await client.publishAsync("stray/a", "", { qos: 1 });
					await subscriber.until(() => subscriber.payloads("esp32/gateway").length >= 3, 20_000);
					assert.equal(lines.filter(line => /the broker sends/.test(line)).length, 1);
					assert.equal(lines.find(line => /ERROR|ended the connection/.test(line)), undefined);
					remark(lines.find(line => /the broker sends/.test(line))!.trim().slice(16, 130));
				},
			});
			const next = await somebody(broker.port, opened, { clientId: "gattway-123456", clean: true });
			await next.endAsync();
		}
		finally {
			await client.endAsync(true);
		}
	},
};
