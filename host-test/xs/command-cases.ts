import assert from "node:assert/strict";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { dynamicSecurity, findDynamicSecurity } from "../dynamic-security";
import { readCreation } from "../measure/creation";
import { Mosquitto } from "../mosquitto";
import { pause, until } from "../patience";
import type { Bench } from "./bench";
import type { Cases } from "./cases";
import { counters } from "./gateway-cases";
import { CACHE } from "./project";

/** Slots of the simulator's own objects for three connections, which the chip does not have. */
const SIMULATED = 130;

interface Answer {
	readonly command: string;
	readonly id?: unknown;
	readonly ok: boolean;
	readonly reason?: string;
	readonly value?: unknown;
	readonly part?: number;
	readonly parts?: number;
}

/** Publishes a command. @returns its first answer, as soon as it is there */
async function command(bench: Bench, name: string, id: number, rest = ""): Promise<Answer> {
	const { authority, broker, subscriber } = bench;
	const client = await connectAsync(`mqtts://127.0.0.1:${broker.port}`, { ca: authority.certificate, username: "subscriber", password: "secret", protocolVersion: 4, reconnectPeriod: 0 });
	await client.publishAsync(`xs/command/${name}`, `{"id":${id}${rest}}`, { qos: 1 });
	await client.endAsync();
	await subscriber.until(() => answers(bench, id).length > 0, 40_000, `an answer to ${name}`);
	const [answer] = answers(bench, id);
	assert.equal(answer!.command, name);
	return answer!;
}

function answers({ subscriber }: Bench, id: number): Answer[] {
	return subscriber.payloads("xs/command/result").map(text => JSON.parse(text) as Answer).filter(answer => answer.id === id);
}

/** What the gateway itself is told, on XS, over TLS from a real mosquitto, with as many peripherals connected as the radio holds. */
export const commandCases: Cases = {
	async "commands: status, configuration, log, scan and restart are answered while three peripherals notify"({ bench, remark }) {
		const opened = await bench(), { subscriber } = opened, peripherals = counters.peripherals.slice(0, 3), creation = readCreation();
		let restarting = false;
		const run = opened.run({
			config: { ...counters, connections: 3, peripherals, log: "info", commands: "all" },
			creation: { ...creation, slots: creation.slots + SIMULATED },
			duration: 90_000,
			during: async lines => {
				await subscriber.until(() => peripherals.every(({ name }) => subscriber.payloads(`xs/${name}/count`).length > 20), 30_000, "values of three peripherals");

				await command(opened, "status", 1);
				await subscriber.until(() => answers(opened, 1).length === 2, 5_000, "both parts");
				const [whole, status] = answers(opened, 1).map(({ value }) => value) as [{ uptime: number; readings: { taken: number } }, { peripherals: Record<string, { state: string; connected: number }> }];
				assert.ok(whole.uptime > 0 && whole.readings.taken > 60, JSON.stringify(whole));
				assert.deepEqual(Object.entries(status.peripherals).map(([name, { connected, state }]) => [name, state, connected > 0]), peripherals.map(({ name }) => [name, "connected", true]));

				const configuration = await command(opened, "configuration", 2);
				assert.deepEqual((configuration.value as { peripherals: string[] }).peripherals, peripherals.map(({ name }) => name));
				assert.doesNotMatch(JSON.stringify(configuration), /secret/);

				assert.match((await command(opened, "log", 3, ',"value":"loud"')).reason!, /"loud" is none of error, warning/);
				assert.deepEqual(await command(opened, "log", 4, ',"value":"debug"'), { command: "log", id: 4, ok: true, value: "debug" });
				await until(() => lines.some(line => / air +/.test(line)) || lines.some(line => / value +/.test(line)), 5_000);
				await command(opened, "log", 5, ',"value":"info"');

				assert.match((await command(opened, "scan", 6, ',"value":0')).reason!, /no number of seconds from 1 to 60/);
				const first = await command(opened, "scan", 7, ',"value":15');
				await subscriber.until(() => answers(opened, 7).length === first.parts, 5_000, "all parts");
				const found = answers(opened, 7).flatMap(({ value }) => value as { address: string; rssi: number; name: string }[]);
				// those that are connected advertise no more
				assert.deepEqual(found.map(({ address, name }) => `${address} ${name}`).sort(), ["a4:c1:38:00:10:04 Counter 4", "a4:c1:38:00:10:05 Counter 5"]);

				const before = subscriber.payloads("xs/counter1/count").length;
				await subscriber.until(() => subscriber.payloads("xs/counter1/count").length > before + 20, 10_000, "more values");
				assert.deepEqual(lines.filter(line => /WARNING|ERROR/.test(line)), []);
				remark(`${JSON.stringify(status.peripherals)}, ${JSON.stringify(found)}`);
				restarting = (await command(opened, "restart", 8)).ok;
				// the desktop knows no restart but the end
				await pause(10_000);
			},
		});
		await assert.rejects(run, /the gateway ended by itself: XS abort 5: unhandled exception/);
		assert.ok(restarting);
	},
	async "a subscription that mosquitto refuses is told by its topic, and requests come all the same"({ bench, remark }) {
		const opened = await bench(), plugin = findDynamicSecurity();
		if (plugin === undefined)
			return remark("skipped: mosquitto's dynamic security is not installed");
		const identity = await opened.authority.issue({ addresses: ["127.0.0.1"] });
		const settings = dynamicSecurity(plugin, join(CACHE, "dynamic-security.json"), {
			gateway: { password: "secret", publish: ["#"], subscribe: ["xs/+/+/set", "xs/+/+/get"] },
			automation: { password: "secret", publish: ["#"], subscribe: ["#"] },
		});
		const broker = await Mosquitto.start({ identity, settings }), results: string[] = [];
		const automation = await connectAsync(`mqtts://127.0.0.1:${broker.port}`, { ca: opened.authority.certificate, username: "automation", password: "secret", protocolVersion: 4, reconnectPeriod: 0 });
		automation.on("message", (_topic, payload) => results.push(payload.toString()));
		await automation.subscribeAsync("xs/counter1/count/result", { qos: 1 });
		try {
			await opened.run({
				config: { ...counters, connections: 3, peripherals: counters.peripherals.slice(0, 1), log: "info", broker: `mqtts://127.0.0.1:${broker.port}` },
				duration: 60_000,
				during: async lines => {
					const refused = () => lines.filter(line => line.includes("refuses the subscription")).map(line => / to (\S+): /.exec(line)?.[1]);
					await until(() => refused().length === 3, 20_000);
					assert.deepEqual(refused(), ["configuration", "scan", "status"].map(name => `xs/command/${name}`));
					await automation.publishAsync("xs/counter1/count/set", "1", { qos: 1 });
					await until(() => results.length > 0, 20_000);
					assert.match(results[0]!, /"step":"request","reason":"its declaration does not allow to write it/);
					remark(lines.find(line => line.includes("refuses the subscription"))!.trim());
				},
			});
		} finally {
			await automation.endAsync(true);
			await broker.close();
		}
	},
};
