import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DeviceClock } from "../../modules/device/clock";
import type { SDKAdvertisement } from "../../modules/device/ble-client";
import { BLERadio } from "../../modules/device/radio";
import { Gateway } from "../../modules/gateway/gateway";
import { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import { parseScenario } from "../../modules/simulator/scenario-parser";
import { world } from "../../modules/simulator/world";
import { Log } from "../../modules/text/log";
import { platformOf, StageBroker } from "../gateway/gateway-stage";
import { imbalance } from "../gateway-run";
import { forgetTime, startTicksAt } from "../moddable/time";
import { seededRandom } from "../seeded-random";
import { configurationOf, soundConfiguration } from "../sound-configuration";

const SCENARIO = readFileSync(join(__dirname, "../../modules/simulator/scenarios/broadcasters.json"), "utf8");
const HOUR = 3_600_000;
/** Milliseconds of a busy machine. */
const PATIENCE = 240_000;
/** Replays come from the kitchen's address with this counter. */
const RECORDED = "bc020000";

/** The radio, which takes down what it hands on. */
class Ear extends BLERadio {
	readonly heard = new Map<string, string[]>();
	deaf = false;
	override onDiscovered(packet: SDKAdvertisement): void {
		if (this.deaf)
			return;
		if (this.idle) {
			const address = Buffer.from(packet.address.slice(0)).reverse().toString("hex"), list = this.heard.get(address) ?? [];
			this.heard.set(address, list);
			list.push(Buffer.from(packet.scanResponse).toString("hex"));
		}
		super.onDiscovered(packet);
	}
}

/** How often the recorded packet came after something new, or first; in a row it is looked at once. */
function replaysOf(heard: readonly string[]): number {
	const own = new Set<string>();
	let last = "", replays = 0;
	for (const data of heard) {
		if (data.includes(RECORDED) ? last === data : own.has(data))
			continue;
		replays += data.includes(RECORDED) ? 1 : 0;
		own.add(data);
		last = data;
	}
	return replays;
}

describe("forty broadcasters and three connections, for an hour", () => {
	const published = new Map<string, string[]>(), lines: string[] = [];
	let gateway: Gateway, radio: Ear, air: Record<string, number>;

	/** Packets of a sender that differ from the one before; those that `filter` lets through. */
	const changes = (address: string, filter: (data: string) => boolean = () => true) =>
		radio.heard.get(address)!.filter(filter).filter((data, index, all) => data !== all[index - 1]);
	const count = (topic: string) => published.get(`house/${topic}`)?.length ?? 0;

	beforeAll(async () => {
		jest.useFakeTimers();
		startTicksAt(0);
		const scenario = parseScenario(SCENARIO), clock = new DeviceClock(), broker = new StageBroker(clock);
		world.load(scenario);
		const configuration = configurationOf(soundConfiguration({ ...scenario.configuration, broker: "mqtt://broker.lan", log: "info" }));
		broker.onArrival = ({ topic, payload }) => {
			const payloads = published.get(topic);
			if (payloads)
				payloads.push(payload);
			else
				published.set(topic, [payload]);
		};
		radio = new Ear({ clock, scan: configuration.scan, repeats: true, maximumConnections: 3 });
		gateway = new Gateway(configuration, {
			...platformOf({ clock, broker, flash: new EmulatedFlash({ random: seededRandom(1) }), counters: new Map() }),
			radio, log: new Log(clock, line => lines.push(line), "info"),
		});
		gateway.start();
		for (let minute = 0; minute < HOUR / 60_000; minute++)
			await jest.advanceTimersByTimeAsync(60_000);
		radio.deaf = true;
		gateway.onMessage("house/command/status", new Uint8Array(0), false);
		await jest.advanceTimersByTimeAsync(1_000);
		air = published.get("house/command/result")!.map(text => (JSON.parse(text) as { value: { air?: Record<string, number> } }).value.air).find(value => value)!;
	}, PATIENCE);
	afterAll(() => {
		gateway.close();
		world.end();
		forgetTime();
		jest.useRealTimers();
	});

	test("all readings are accounted for, and none is dropped", () => {
		expect(imbalance(gateway.account)).toBe(0);
		expect(gateway.account).toMatchObject({ queueFull: 0, journalFull: 0, malformed: 0, tooLarge: 0, waiting: 0 });
		expect(gateway.account.taken).toBeGreaterThan(20_000);
	});
	test("the three connections are held and notify", () => {
		expect([1, 2, 3].map(number => count(`meter${number}/level`)).every(values => values >= HOUR / 5_000 - 5)).toBe(true);
	});
	test("whoever encrypts is believed packet by packet, each once", () => {
		for (const [name, number] of [["attic", 4], ["garage", 5], ["hall", 6]] as const) {
			const packets = changes(`a4c13800010${number}`).length;
			expect([name, count(`${name}/temperature`), count(`${name}/humidity`)]).toEqual([name, packets, packets]);
		}
		expect(count("cellar/bthome")).toBe(changes("a4c138000102").length);
		expect(count("flower/temperature") + count("flower/humidity")).toBe(changes("a4c138000301").length);
	});
	test("the recorded packet of the kitchen is refused each time, and its own are not", () => {
		const own = changes("a4c138000101", data => !data.includes(RECORDED)).length, replays = replaysOf(radio.heard.get("a4c138000101")!);
		expect(replays).toBeGreaterThan(30);
		expect([count("kitchen/temperature"), count("kitchen/signal")]).toEqual([own, own]);
		expect(published.get("house/kitchen/temperature")!.filter(text => !text.startsWith("25."))).toEqual([]);
		const restarts = lines.filter(line => /office has begun to count anew/.test(line)).length;
		expect(restarts).toBeGreaterThan(3);
		expect(air).toMatchObject({ restarted: restarts, plain: 1, replayed: replays + 2 * restarts });
		expect(count("office/temperature")).toBe(changes("a4c138000107").length - 2 * restarts);
	});
	test("what sends in clear though it has a key says nothing", () => {
		expect([...published.keys()].filter(topic => topic.startsWith("house/careless"))).toEqual([]);
	});
	test("in clear a packet is a reading of each of its values when its counter, or without one it itself, is another", () => {
		expect(count("bthome-a4c138000201/battery")).toBe(changes("a4c138000201").length);
		expect(count("bthome-a4c138000203/button")).toBe(changes("a4c138000203").length);
		expect(count("bthome-a4c138000204/mass")).toBe(changes("a4c138000204").length);
		expect(count("mi-582d34000301/humidity")).toBe(changes("582d34000301").length);
		expect(count("atc-a4c138000501/temperature")).toBe(changes("a4c138000501").length);
		expect(count("atc-a4c138000601/opening")).toBe(changes("a4c138000601").length);
	});
	test("what stays the same is published once, or as seldom as was asked", () => {
		expect([count("eddy-d05fb8000801/namespace"), count("eddy-d05fb8000801/url"), count("eddy-d05fb8000801/uptime")]).toEqual([1, 1, 1]);
		expect(count("beacon-d05fb8000701/ibeacon")).toBe(HOUR / 300_000);
	});
	test("intervals and dead bands are kept", () => {
		expect(count("cb8a5d000401/humidity")).toBeGreaterThan(90);
		expect(count("cb8a5d000401/humidity")).toBeLessThanOrEqual(HOUR / 30_000);
		expect(count("cb8a5d000401/temperature")).toBeGreaterThan(0);
		expect(count("cb8a5d000401/accelerationX")).toBe(0);
	});
	test("of strangers nothing is told", () => {
		expect([...published.keys(), ...lines].filter(text => text.includes("5cf370"))).toEqual([]);
	});
});
