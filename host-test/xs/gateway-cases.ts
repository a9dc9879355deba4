import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Authority } from "../authority";
import { GOOD, refuses } from "../chaos/conducts";
import { FaultyBroker } from "../chaos/faulty-broker";
import { readCreation } from "../measure/creation";
import { Mosquitto } from "../mosquitto";
import { until } from "../patience";
import type { Cases } from "./cases";
import { buildForESP32 } from "./build";
import { CACHE, ROOT } from "./project";

const SERVICE = "5e6a0a2e-dd70-434d-81d7-7cffb7decc0c", CHARACTERISTIC = "b37523a5-3b4a-4ee2-8463-513755ac0ecd";

/**
 * The gateway for the scenario many-peripherals: five counters, each with a topic of its own. The ESP32's radio holds
 * three connections; such a run has memory for two more.
 */
export const counters = {
	scenario: "many-peripherals", connections: 5, prefix: "xs",
	peripherals: [1, 2, 3, 4, 5].map(number => ({
		name: `counter${number}`,
		match: { name: `Counter ${number}` },
		values: [{ name: "count", service: SERVICE, characteristic: CHARACTERISTIC, format: "uint32" }],
	})),
};

export const countersCreation = readCreation(counters.connections);

/** Each counter's values must have come without a gap, whatever came twice. @returns how many came twice */
function checkCounters(payloads: (topic: string) => string[]): number {
	let duplicates = 0;
	for (const { name } of counters.peripherals) {
		const all = payloads(`xs/${name}/count`).map(Number), first = [...new Set(all)];
		assert.notEqual(first.length, 0, `nothing came from ${name}`);
		first.forEach((value, index) => assert.equal(value, first[0]! + index, `${name}: after ${first[index - 1]} came ${value}`));
		duplicates += all.length - first.length;
	}
	return duplicates;
}

const pause = (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds));

async function said(lines: readonly string[], pattern: RegExp, patience = 20_000): Promise<string> {
	for (const end = Date.now() + patience; Date.now() < end; await pause(50)) {
		const line = lines.find(each => pattern.test(each));
		if (line)
			return line;
	}
	throw new Error(`the console did not say ${pattern} within ${patience} ms`);
}

/** Seconds since start. */
const time = (line: string) => Number(/^ *([\d.]+)/.exec(line)?.[1]);

/** As modules/simulator/chip.json has it. */
const SIMULATED_RADIO_SLOTS = (JSON.parse(readFileSync(join(ROOT, "modules/simulator/chip.json"), "utf8")) as
	{ platforms: { esp32: { creation: { heap: { initial: number } } } } }).platforms.esp32.creation.heap.initial;

/** The firmware on the real XS engine with the SDK's own MQTT, and TLS on the SDK's session, against a real mosquitto. */
export const gatewayCases: Cases = {
	async "a notified voltage arrives at a subscriber, over TLS"({ bench, remark }) {
		const opened = await bench();
		const { subscriber } = opened;
		await opened.run({
			duration: 60_000,
			during: async lines => {
				await subscriber.until(() => subscriber.payloads("esp32/gateway").length >= 5, 40_000);
				assert.match(await said(lines, / tls /), /TLS 1\.2, ECDHE_ECDSA_WITH_AES_128_GCM_SHA256; the broker's certificate is for .*29 days left, verified by CN=Gattway test authority/);
				assert.equal(subscriber.payloads("esp32/gateway")[0], "172 mv");
				assert.ok(subscriber.payloads("esp32/gateway/status").includes("online"));
				remark(subscriber.payloads("esp32/gateway").join(", "));
			},
		});
	},
	async "a heart rate strap of the library: each field by its flags arrives at a subscriber, and as an object"({ bench, remark }) {
		const opened = await bench();
		const { subscriber } = opened;
		const strap = { match: { service: "180d" }, device: ["heart-rate", "battery"], link: "hold" };
		await opened.run({
			config: { scenario: "heart-rate", prefix: "xs", peripherals: [{ ...strap, name: "strap", values: { contact: false, energy: { name: "spent" } } }] },
			duration: 60_000,
			during: async lines => {
				await said(lines, /energy needs bytes 2 to 3, there are 3 \(0e4b14 of 2a37\)/);
				await subscriber.until(() => subscriber.payloads("xs/strap/interval").length >= 7, 20_000);
				assert.deepEqual(subscriber.payloads("xs/strap/heartRate").slice(0, 4), ["72 bpm", "73 bpm", "74 bpm", "328 bpm"]);
				assert.deepEqual(subscriber.payloads("xs/strap/interval").slice(0, 7), ["0.817 s", "0.817 s", "0.813 s", "0.805 s", "0.797 s", "0.792 s", "0.791 s"]);
				assert.deepEqual(subscriber.payloads("xs/strap/spent").slice(0, 2), ["10000 kJ", "10002 kJ"]);
				assert.deepEqual([subscriber.payloads("xs/strap/location")[0], subscriber.payloads("xs/strap/battery")[0]], ["chest", "87 %"]);
				assert.deepEqual(subscriber.payloads("xs/strap/contact"), []);
			},
		});
		await opened.run({
			config: { scenario: "heart-rate", prefix: "xs", peripherals: [{ ...strap, name: "strap", payload: "object" }] },
			duration: 60_000,
			during: async () => {
				await subscriber.until(() => subscriber.payloads("xs/strap/2a37").length >= 4, 40_000);
				const objects = subscriber.payloads("xs/strap/2a37").map(text => JSON.parse(text) as Record<string, unknown>);
				assert.deepEqual(objects.slice(0, 4).map(({ time, sequence, ...fields }) => {
					assert.match(String(time), /^20\d\d-.*Z$/);
					assert.equal(typeof sequence, "number");
					return fields;
				}), [
					{ contact: false, heartRate: 72 }, { contact: true, heartRate: 73, interval: [0.817, 0.817, 0.813] },
					{ contact: true, heartRate: 74, energy: 10_000, interval: [0.805, 0.797, 0.792] }, { contact: true, heartRate: 328, energy: 10_002, interval: [0.791] },
				]);
				remark(subscriber.payloads("xs/strap/2a37")[1]!);
			},
		});
	},
	async "a chip without a peripheral: the simulator's radio, preloaded, fits the heaps of its manifest, and its readings arrive"({ bench, remark, sdk }) {
		remark(await buildForESP32(sdk, { output: join(CACHE, "build"), kind: "debug", simulatedRadio: true }));
		const opened = await bench();
		const { subscriber } = opened;
		await opened.run({
			simulatedRadio: true,
			creation: { ...readCreation(), slots: SIMULATED_RADIO_SLOTS },
			main: "host-test/xs/app/simulated-radio",
			duration: 60_000,
			during: async lines => {
				await subscriber.until(() => subscriber.payloads("esp32/gateway").length >= 5, 40_000);
				await said(lines, /ble +subscribed/);
				remark(subscriber.payloads("esp32/gateway").join(", "));
			},
		});
	},
	async "five peripherals, a hundred values a second: none is lost when mosquitto is killed for 3 and for 10 seconds"({ bench, remark }) {
		const opened = await bench();
		const { broker, subscriber } = opened;
		await opened.run({
			config: { ...counters, log: "info" },
			creation: countersCreation,
			duration: 120_000,
			during: async lines => {
				const count = () => counters.peripherals.reduce((sum, { name }) => sum + subscriber.payloads(`xs/${name}/count`).length, 0);
				for (let i = 0; i < 2; i++) {
					const before = count();
					await subscriber.until(() => count() >= before + 300, 40_000, "300 values");
					await opened.restartBroker(i ? 10_000 : 3_000);
				}
				const before = count();
				await subscriber.until(() => count() >= before + 1_000, 40_000, "1,000 values");
				assert.equal(lines.find(line => /ERROR/.test(line)), undefined);
				assert.ok(broker.log.includes("gattway-"));
				remark(`${count()} values, ${checkCounters(topic => subscriber.payloads(topic))} of them twice`);
			},
		});
	},
	async "a connection that goes silent is noticed, and nothing is lost"({ bench, remark }) {
		const opened = await bench();
		const { relay, subscriber } = opened;
		await opened.run({
			config: { ...counters, log: "info", keepAlive: 10 },
			creation: countersCreation,
			duration: 120_000,
			during: async lines => {
				const count = () => subscriber.payloads("xs/counter1/count").length;
				await subscriber.until(() => counters.peripherals.every(({ name }) => subscriber.payloads(`xs/${name}/count`).length >= 10), 40_000, "ten values of each");
				relay.silence();
				const line = await said(lines, /mqtt +WARNING/, 60_000);
				const before = count();
				await subscriber.until(() => count() >= before + 100, 40_000, "100 values");
				remark(`${line.trim().slice(24)}; ${checkCounters(topic => subscriber.payloads(topic))} values came twice`);
			},
		});
	},
	async "links: a thermostat that is held, a sensor that is visited, and a lamp that nobody asks for"({ bench, remark }) {
		const opened = await bench(), { subscriber } = opened;
		const { configuration } = JSON.parse(readFileSync(join(ROOT, "modules/simulator/scenarios/thermostat.json"), "utf8")) as { configuration: object };
		await opened.run({
			config: { ...configuration, scenario: "thermostat", log: "info" },
			duration: 60_000,
			during: async lines => {
				await subscriber.until(() => subscriber.payloads("house/sensor/battery").length >= 3 && subscriber.payloads("house/thermostat/temperature").length >= 3, 50_000, "three visits");
				assert.deepEqual([...new Set(subscriber.payloads("house/sensor/battery"))], ["87 %"]);
				assert.deepEqual([...new Set(subscriber.payloads("house/thermostat/setpoint"))], ["20.0 °C"]);
				const starts = lines.filter(line => /connected to sensor/.test(line)).map(time);
				starts.slice(1).forEach((start, index) => assert.ok(start - starts[index]! > 9 && start - starts[index]! < 30, `visits at ${starts.join(", ")} s`));
				assert.deepEqual(lines.filter(line => /lamp|WARNING|ERROR/.test(line)), []);
				remark(`visits at ${starts.join(", ")} s`);
			},
		});
	},
	async "radio: pending connects, a silent controller and a reset cost no restart of the firmware, no alarm at the broker, and no byte of a long text"({ bench, remark }) {
		const opened = await bench();
		const { subscriber } = opened;
		await opened.run({
			config: {
				scenario: "bad-radio", prefix: "xs", log: "info", keepAlive: 10, connections: 3,
				peripherals: [
					{ name: "voltmeter", match: { name: "Voltmeter" }, values: [{ name: "voltage", service: "566bf9d7-c55a-45f8-91a6-e55e9b9b1325", characteristic: "5d96cf7f-265b-4da9-8f0c-26ef4243ed52", format: "uint16" }] },
					{ name: "logger", match: { name: "Logger" }, values: [{ name: "line", service: "ffe0", characteristic: "ffe1", format: "utf8" }] },
					{ name: "stubborn", match: { name: "Stubborn" }, values: [{ name: "battery", service: "180f", characteristic: "2a19", format: "uint8" }] },
				],
			},
			duration: 150_000,
			during: async lines => {
				const told = (pattern: RegExp) => lines.filter(line => pattern.test(line));
				await said(lines, /stubborn: connecting to .* brought no connection within 10 s; looking for it again/, 40_000);
				assert.deepEqual(told(/restarting the BLE stack/), []);
				const restarts = (from: number, to: number) => told(/restarting the BLE stack/).filter(line => time(line) >= from && time(line) < to);
				for (const deadline = Date.now() + 80_000; restarts(75, 80).length === 0 && Date.now() < deadline; await pause(50));
				assert.notEqual(restarts(34, 50).length, 0, "the silent controller was not noticed");
				const reset = time(restarts(75, 80)[0] ?? "");
				assert.ok(reset < 76.2, `the reset at 75 s was noticed at ${reset} s`);
				const before = subscriber.payloads("xs/voltmeter/voltage").length;
				await subscriber.until(() => subscriber.payloads("xs/voltmeter/voltage").length >= before + 10, 40_000, "values after the reset");
				assert.deepEqual(told(/mqtt +WARNING|ERROR/), []);
				assert.deepEqual([...new Set(subscriber.payloads("xs/logger/line"))], ["a line that is three times as long as what fits without a larger MTU"]);
				const waits = lines.flatMap((line, index) => {
					const announced = /stubborn: .*looking for it again in ([\d.]+) s/.exec(line), found = lines.slice(index).find(later => /found stubborn/.test(later));
					return announced && found && !lines.slice(index, lines.indexOf(found)).some(between => /restarting/.test(between)) ? [time(found) - time(line) - Number(announced[1])] : [];
				});
				assert.ok(waits.every(late => late < 1.5), `looked for ${waits.join(", ")} s late`);
				remark(`${told(/restarting the BLE stack/).length} restarts of the BLE stack, reset noticed at ${reset} s, rests ended ${waits.map(late => late.toFixed(1)).join(", ")} s late`);
			},
		});
	},
	async "a broker with a certificate of another authority gets nothing, and the reason is told"({ bench, remark }) {
		const opened = await bench();
		const stranger = await Authority.create({ name: "Gattway test authority" });
		const anchor = join(CACHE, "stranger.der");
		writeFileSync(anchor, stranger.der);
		await opened.run({
			anchors: [anchor],
			duration: 60_000,
			during: async lines => {
				remark((await said(lines, /mqtt +ERROR/)).trim().slice(23, 160));
				assert.deepEqual(opened.subscriber.payloads("esp32/gateway"), []);
				// still there, and tries again
				await said(lines, /mqtt +connecting/);
				const before = lines.length;
				await pause(3_000);
				assert.ok(lines.length > before);
			},
		});
	},
	async "a broker with a certificate for another name gets nothing, and the reason is told"({ bench, remark }) {
		const opened = await bench();
		const identity = await opened.authority.issue({ names: ["other.example"] });
		const other = await Mosquitto.start({ identity, users: { gateway: "secret" } });
		try {
			await opened.run({
				config: { broker: `mqtts://127.0.0.1:${other.port}` },
				duration: 60_000,
				during: async lines => {
					const line = await said(lines, /mqtt +ERROR/);
					assert.match(line, /is for other\.example, not for 127\.0\.0\.1/);
					assert.ok(!other.log.includes("gattway-"), "the broker got CONNECT");
					remark(line.trim().slice(23, 120));
				},
			});
		}
		finally {
			await other.close();
		}
	},
	async "a broker that ends the connection at one topic gets the others, and the topic is named"({ bench, remark }) {
		const opened = await bench();
		const identity = await opened.authority.issue({ addresses: ["127.0.0.1"] });
		const refused = "xs/counter1/count", counts = new Map<string, number>();
		const broker = new FaultyBroker(identity, [refuses(refused)], {
			onPublish: () => {},
			onAcknowledged: ({ topic }) => counts.set(topic, (counts.get(topic) ?? 0) + 1),
		});
		await broker.start();
		try {
			await opened.run({
				config: { ...counters, log: "info", broker: `mqtts://127.0.0.1:${broker.port}` },
				creation: countersCreation,
				duration: 120_000,
				during: async lines => {
					remark((await said(lines, /mqtt +ERROR the broker refuses/, 90_000)).trim().slice(0, 90));
					const other = () => counts.get("xs/counter2/count") ?? 0, before = other(), { connects } = broker;
					await until(() => other() > before + 500, 30_000);
					broker.conducts = [GOOD];
					assert.equal(counts.get(refused), undefined);
					assert.ok(broker.connects <= connects + 1, `${broker.connects - connects} connections more`);
					assert.match(await said(lines, /count .* refused/, 60_000), / [1-9]\d* refused/);
				},
			});
		}
		finally {
			await broker.close();
		}
	},
	async "a wrong password is told by its name"({ bench, remark }) {
		await (await bench()).run({
			config: { pass: "wrong" },
			duration: 60_000,
			during: async lines => remark((await said(lines, /mqtt +ERROR .*(bad user name or password|not authorized)/)).trim().slice(23, 140)),
		});
	},
	async "RSA: a broker with an RSA certificate is as good"({ bench, remark }) {
		const opened = await bench();
		const authority = await Authority.create({ name: "Gattway RSA authority", key: "RSA" });
		const identity = await authority.issue({ addresses: ["127.0.0.1"], key: "RSA" });
		const anchor = join(CACHE, "rsa.der");
		writeFileSync(anchor, authority.der);
		const other = await Mosquitto.start({ identity, users: { gateway: "secret" } });
		try {
			await opened.run({
				config: { broker: `mqtts://127.0.0.1:${other.port}` },
				anchors: [anchor],
				duration: 60_000,
				during: async lines => {
					remark((await said(lines, / tls .*ECDHE_RSA_WITH_AES_128_GCM_SHA256/)).trim().slice(14, 90));
					await said(lines, /mqtt +connected/);
				},
			});
		}
		finally {
			await other.close();
		}
	},
	async "settings with five mistakes list five, and the firmware stays up"({ bench }) {
		const { failure, lines } = await (await bench()).run({
			config: { ssid: "", broker: "http://127.0.0.1", user: "", pass: "open sesame", keepAlive: "soon", log: "loud" },
			duration: 5_000,
		});
		assert.equal(failure, undefined);
		assert.equal(lines.filter(line => /config +ERROR/.test(line)).length, 6, lines.join("\n"));
		assert.match(lines.join("\n"), /5 mistakes/);
		assert.doesNotMatch(lines.join("\n"), /sesame/);
	},
};
