import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { HomeAssistant } from "../home-assistant/home-assistant";
import type { Cases } from "./cases";
import { ROOT } from "./project";

const { configuration: THERMOSTAT } = JSON.parse(readFileSync(join(ROOT, "modules/simulator/scenarios/thermostat.json"), "utf8")) as { configuration: object };

/** What home automation sees, from the firmware on XS through a real mosquitto. */
export const homeCases: Cases = {
	async "home: whether gateway and peripherals are there, and how they are"({ bench, remark }) {
		const opened = await bench(), { subscriber } = opened, last = (topic: string) => subscriber.payloads(`house/${topic}`).at(-1);
		await opened.run({
			config: { ...THERMOSTAT, scenario: "thermostat", log: "info" },
			duration: 90_000,
			during: async lines => {
				await subscriber.until(() => ["thermostat", "sensor", "lamp"].every(name => last(`${name}/status`) === "online"), 40_000, "that all are there");
				await subscriber.until(() => JSON.parse(last("sensor/link") ?? "{}").connected > 1, 40_000, "that the sensor was let go");
				const link = JSON.parse(last("thermostat/link")!) as { since: string; signal: number; reason: string };
				assert.ok(Math.abs(Date.now() - Date.parse(link.since)) < 60_000, link.since);
				assert.deepEqual([typeof link.signal, link.reason], ["number", ""]);
				const gateway = JSON.parse(last("status/gateway")!) as { xs: { slots: { used: number } }; certificate: { days: number }; wifi: { signal: number }; firmware: string; reset: string };
				assert.ok(gateway.xs.slots.used > 10_000, JSON.stringify(gateway.xs));
				assert.deepEqual([gateway.certificate.days, gateway.wifi.signal, gateway.reset], [29, -58, "power on"]);
				await opened.restartBroker(500);
				await subscriber.until(() => last("thermostat/status") === "online", 20_000, "the status after the broker's restart");
				assert.deepEqual(lines.filter(line => /ERROR/.test(line)), []);
				remark(last("status/gateway")!);
			},
		});
	},
	async "home: after an outage the newest state comes first, and what is late goes to the history"({ bench, remark }) {
		const opened = await bench(), { subscriber } = opened;
		const value = { name: "voltage", service: "566bf9d7-c55a-45f8-91a6-e55e9b9b1325", characteristic: "5d96cf7f-265b-4da9-8f0c-26ef4243ed52", format: "uint16", payload: "json", expireAfter: 3 };
		const read = (topic: string) => subscriber.payloads(`xs/voltmeter/voltage${topic}`).map(text => JSON.parse(text) as { value: number; late?: boolean; sequence: number });
		await opened.run({
			config: { prefix: "xs", log: "info", history: "topic", peripherals: [{ name: "voltmeter", match: { name: "Voltmeter" }, values: [value] }] },
			duration: 90_000,
			during: async () => {
				await subscriber.until(() => read("").length >= 3, 40_000, "three values");
				await opened.restartBroker(10_000);
				await subscriber.until(() => read("/history").length > 0, 30_000, "a late value");
				const late = read("/history").length;
				await subscriber.until(() => read("").length >= 12, 40_000, "values after that");
				for (const list of [read(""), read("/history")])
					list.slice(1).forEach(({ sequence }, index) => assert.ok(sequence > list[index]!.sequence, JSON.stringify(list)));
				assert.ok(read("/history").some(({ late }) => late) && !read("").some(({ late }) => late));
				const all = [...new Set([...read(""), ...read("/history")].map(({ sequence }) => sequence))].sort((a, b) => a - b);
				assert.equal(all.at(-1)! - all[0]!, all.length - 1, `gaps in ${all}`);
				remark(`${late} late at first, ${all.length} in all`);
			},
		});
	},
	async "home: Home Assistant finds what there is, sets a number, sees the state, and is rid of what was there"({ bench, remark }) {
		const opened = await bench(), { broker, subscriber } = opened, home = new HomeAssistant();
		const client = await connectAsync(`mqtts://127.0.0.1:${broker.port}`, { ca: opened.authority.certificate, username: "subscriber", password: "secret", protocolVersion: 4 });
		const isDiscovery = (topic: string) => topic.startsWith("homeassistant/device/"), sizes: number[] = [];
		let seen = 0;
		const look = () => {
			for (; seen < subscriber.received.length; seen++) {
				const { payload, topic } = subscriber.received[seen]!;
				if (isDiscovery(topic))
					sizes.push(payload.length);
				home.take(topic, payload);
			}
			return true;
		};
		const until = (condition: () => boolean, patience: number, what: string) => subscriber.until(() => look() && condition(), patience, what);
		const { peripherals: [thermostat, ...others] } = THERMOSTAT as { peripherals: { values: object[] }[] };
		// sixteen values: the longest message that one peripheral makes
		const values = [...thermostat!.values, ...Array.from({ length: 14 }, (_, index) => ({ ...thermostat!.values[1], name: `copy${index}` }))];
		const config = { ...THERMOSTAT, scenario: "thermostat", log: "info", discovery: true, commands: "all" };
		await opened.run({
			config: { ...config, peripherals: [{ ...thermostat, values }, ...others] },
			duration: 120_000,
			during: async lines => {
				await until(() => home.devices.size === 4, 60_000, "four devices");
				const setpoint = [...home.entities.keys()].find(id => id.endsWith("_setpoint"))!;
				await until(() => home.entity(setpoint).state === "20.0", 30_000, "a setpoint");
				await until(() => home.isAvailable(setpoint), 20_000, "that it is available");
				const { payload, topic } = home.command(setpoint, "21.5");
				await client.publishAsync(topic, payload, { qos: 1 });
				await until(() => home.entity(setpoint).state === "21.5", 20_000, "the setpoint that was set");
				const before = sizes.length;
				await client.publishAsync("homeassistant/status", "online", { qos: 1 });
				await until(() => sizes.length === before + 4, 40_000, "all devices again");
				await opened.restartBroker(500);
				const lists = () => subscriber.payloads("house/status/discovery").length, told = lists();
				// the broker has lost what it retained
				await until(() => lists() > told && home.isAvailable(setpoint), 30_000, "the next connection");
				assert.deepEqual(lines.filter(line => /ERROR/.test(line)), []);
			},
		});
		const [most] = [...sizes].sort((a, b) => b - a);
		seen = 0;
		await opened.run({
			config: { ...config, peripherals: others },
			duration: 60_000,
			during: async () => {
				await until(() => home.devices.size === 3, 40_000, "that the thermostat is gone");
				assert.deepEqual([...home.entities.keys()].filter(id => id.endsWith("_setpoint")), []);
			},
		});
		await client.endAsync(true);
		remark(`messages of up to ${most} bytes, ${home.entities.size} entities left`);
	},
};
