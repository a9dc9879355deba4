import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
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
};
