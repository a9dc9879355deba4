import { sealBTHome } from "../../modules/simulator/sealed-broadcast";
import type { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import { bluetoothAddressBytes } from "../../modules/text/bluetooth-address";
import { bytesOf } from "../devices/library-stage";
import { imbalance } from "../gateway-run";
import { advertisement } from "../reading/broadcast-stage";
import { seededRandom } from "../seeded-random";
import { soundPeripheral } from "../sound-configuration";
import { GatewayStage } from "./gateway-stage";

const ADDRESS = "a4:c1:38:8d:18:b2", KEY = "231d39c1d7cc1ab1aee224cd096db932";
const KITCHEN = { name: "kitchen", match: { address: ADDRESS }, device: "bthome" }, LOCKED = { ...KITCHEN, key: KEY };
const RUUVI = { name: "{address}", match: { device: "ruuvi" } };
const VOLTMETER = soundPeripheral({ match: { address: "a4:c1:38:00:00:01" } });

const bthome = (hex: string) => advertisement(0x16, 0xfcd2, hex);
/** 25.06 °C. */
const WARM = bthome("4002ca09"), HUMID = bthome("4003bf13");
const sealed = (counter: number, plain = "4002ca09", key = KEY) =>
	bthome(Buffer.from(sealBTHome(bytesOf(key), bluetoothAddressBytes(ADDRESS), bytesOf(plain), counter)).toString("hex"));
/** Ruuvi 5: temperature, and nothing else that is known. */
const ruuvi = (hundredths: number, sequence: number) => {
	const data = Buffer.from("058000ffffffff800080008000ffffff0000cbb8334c884f", "hex");
	data.writeInt16BE(hundredths * 2, 1);
	data.writeUInt16BE(sequence, 16);
	return advertisement(0xff, 0x0499, data.toString("hex"));
};

function stageOf(broadcasters: object[], changes: object = {}, flash?: EmulatedFlash, counters?: Map<string, number>) {
	const stage = new GatewayStage({}, { prefix: "p", peripherals: [VOLTMETER, ...broadcasters], ...changes }, flash, counters);
	const published: string[] = [];
	stage.broker.onArrival = ({ topic, payload, status }) => {
		if (!status)
			published.push(`${topic} ${payload}`);
	};
	const hear = (data: Uint8Array, address = ADDRESS, rssi = -60) => {
		stage.radio.injectAdvertisement(address, data, 0, rssi);
		stage.clock.advance(10);
		return published.splice(0);
	};
	const air = () => {
		stage.gateway.onMessage("p/command/status", new Uint8Array(0), false);
		stage.clock.advance(1_000);
		const answers = published.splice(0).filter(line => line.startsWith("p/command/result"));
		return (JSON.parse(answers.at(-1)!.slice("p/command/result ".length)) as { value: { air?: unknown } }).value.air;
	};
	return { ...stage, stage, published, hear, air, said: (pattern: RegExp) => stage.lines.filter(line => pattern.test(line)).length };
}

describe("what is broadcast", () => {
	test("is published as other readings are, and counted with them", () => {
		const { hear, stage, said } = stageOf([KITCHEN]);
		expect(hear(bthome("40015702ca0903bf13"))).toEqual(["p/kitchen/battery 87 %", "p/kitchen/temperature 25.06 °C", "p/kitchen/humidity 50.55 %"]);
		expect(stage.gateway.account).toMatchObject({ taken: 3, published: 3, acknowledged: 3 });
		expect(said(/air +heard kitchen at a4c1388d18b2, bthome, -60 dBm/)).toBe(1);
		expect(said(/value +p\/kitchen\/temperature 25.06 °C$/)).toBe(1);
	});
	test("is published once, however often it is sent, and again when it has changed", () => {
		const { air, hear } = stageOf([KITCHEN]);
		expect([WARM, WARM, HUMID, WARM, HUMID, WARM].map(data => hear(data).length)).toEqual([1, 0, 1, 1, 1, 1]);
		expect(air()).toEqual({ heard: 6, repeated: 1 });
	});
	test("is told apart by its counter, if it has one, even where something else has changed", () => {
		const { hear } = stageOf([KITCHEN]);
		expect(["40000102ca09", "40000102cb09", "40000202cb09", "40000302cb09"].map(hex => hear(bthome(hex)).length)).toEqual([1, 0, 1, 1]);
	});
	test("is told apart by its bytes where its counter is not known", () => {
		const { hear } = stageOf([{ name: "tag", match: { address: ADDRESS }, device: "ruuvi" }]);
		expect([100, 200, 200, 300].map(hundredths => hear(ruuvi(hundredths, 0xffff)).length)).toEqual([1, 1, 0, 1]);
	});
	test("of two kinds in turn is not taken for new each time", () => {
		const { hear } = stageOf([KITCHEN]), both = bthome("4002ca0903bf13");
		expect([WARM, both, WARM, both].map(data => hear(data).length)).toEqual([1, 2, 0, 0]);
	});
	test("by somebody else, or of another kind, is nothing", () => {
		const { air, hear } = stageOf([KITCHEN]);
		expect(hear(WARM, "a4:c1:38:8d:18:b3")).toEqual([]);
		expect(hear(ruuvi(100, 1))).toEqual([]);
		expect(hear(bytesOf("02010611ff4c000215"))).toEqual([]);
		expect(air()).toEqual({});
	});
	test("is malformed once, with the field, and nothing of it is published", () => {
		const { hear, stage, said } = stageOf([KITCHEN]), short = bthome("40015702ca");
		expect([...hear(short), ...hear(short)]).toEqual([]);
		expect(stage.gateway.account).toMatchObject({ taken: 1, malformed: 1 });
		expect(said(/air +WARNING kitchen at a4c1388d18b2: temperature needs bytes .*; not published \(1 malformed since start\)/)).toBe(1);
	});
	test("can have values left out, called otherwise, elsewhere, as JSON and by rules", () => {
		const values = { battery: false, temperature: { name: "warmth", deadBand: 1 }, humidity: { topic: "wet", payload: "json" } };
		const { hear, stage } = stageOf([{ ...KITCHEN, values }]);
		const heard = ["40015702ca0903bf13", "400157022e0a03c013", "40015702320a03c013"].map(hex => hear(bthome(hex)).map(line => line.replace(/,"time.*/, "")));
		expect(heard).toEqual([
			["p/kitchen/warmth 25.06 °C", "wet {\"value\":50.55,\"unit\":\"%\""],
			["p/kitchen/warmth 26.06 °C", "wet {\"value\":50.56,\"unit\":\"%\""],
			["wet {\"value\":50.56,\"unit\":\"%\""],
		]);
		expect(stage.gateway.account).toMatchObject({ taken: 6, withheld: 1, published: 5 });
	});
	test("can be one object, with the signal in it", () => {
		const { hear, stage } = stageOf([{ ...KITCHEN, payload: "object", signal: true }]);
		expect(hear(bthome("4002ca0903bf13"), ADDRESS, -71)).toEqual([
			"p/kitchen/bthome {\"temperature\":25.06,\"humidity\":50.55,\"signal\":-71,\"time\":\"2026-11-22T12:00:00.010Z\",\"sequence\":16777216}"]);
		expect(stage.lines.at(-1)).toContain("p/kitchen/bthome {\"temperature\":25.06,\"humidity\":50.55,\"signal\":-71}");
	});
	test("has its signal as a value of its own, if that is asked for", () => {
		const { hear } = stageOf([{ ...KITCHEN, signal: true }]);
		expect(hear(WARM, ADDRESS, -71)).toEqual(["p/kitchen/temperature 25.06 °C", "p/kitchen/signal -71 dBm"]);
	});
	test("is passed over within the least interval, and is published again after the longest", () => {
		const { air, clock, hear } = stageOf([{ ...KITCHEN, minimumInterval: 10, maximumInterval: 60 }]);
		expect([hear(WARM).length, hear(HUMID).length]).toEqual([1, 0]);
		clock.advance(10_000);
		expect([hear(HUMID).length, hear(HUMID).length]).toEqual([1, 0]);
		clock.advance(59_900);
		expect(hear(HUMID).length).toBe(0);
		clock.advance(100);
		expect(hear(HUMID).length).toBe(1);
		expect(air()).toEqual({ heard: 6, repeated: 2, early: 1 });
	});
	test("is published when it comes again, though it has not changed, if there was no room for it before", () => {
		const { broker, clock, hear } = stageOf([{ ...KITCHEN, values: { temperature: { onChange: true }, humidity: {} } }], { journal: "never", whenFull: "drop newest", queue: 1_024 });
		broker.reachable = false;
		for (let i = 0; i < 200; i++)
			hear(bthome("4003" + (i % 2 ? "bf13" : "c013")));
		hear(WARM);
		broker.reachable = true;
		for (let i = 0; i < 60; i++) {
			clock.advance(1_000);
			hear(HUMID);
		}
		expect(hear(WARM)).toEqual(["p/kitchen/temperature 25.06 °C"]);
		expect([...hear(HUMID), ...hear(WARM)].filter(line => line.includes("temperature"))).toEqual([]);
	});
	test("has the unit that the packet has", () => {
		const { hear } = stageOf([KITCHEN]);
		expect(hear(bthome("40077b00"))).toEqual(["p/kitchen/mass 1.23 lb"]);
	});
	test("waits for the broker like everything else, under its topic", () => {
		const { broker, clock, hear, published } = stageOf([KITCHEN, RUUVI]);
		broker.reachable = false;
		expect([...hear(WARM), ...hear(ruuvi(1_000, 1), "cb:8a:5d:00:11:22")]).toEqual([]);
		broker.reachable = true;
		clock.advance(120_000);
		expect(published).toEqual(["p/kitchen/temperature 25.06 °C", "p/cb8a5d001122/temperature 10 °C"]);
	});
	test("makes the radio listen while everybody is connected, except during a handshake", () => {
		const { radio } = stageOf([KITCHEN]);
		expect(radio.scanning).toBe(true);
		expect(stageOf([]).radio.scanning).toBe(false);
	});
});

describe("a sender with a key", () => {
	test("is believed when it proves that it has it", () => {
		const { hear } = stageOf([LOCKED]);
		expect([hear(sealed(1)), hear(sealed(1)), hear(sealed(2))]).toEqual([["p/kitchen/temperature 25.06 °C"], [], ["p/kitchen/temperature 25.06 °C"]]);
	});
	test("is refused otherwise: each cause is counted, and told once in ten seconds", () => {
		const { air, clock, hear, lines, said, stage } = stageOf([LOCKED]);
		hear(sealed(5));
		for (const data of [WARM, WARM, sealed(6, "4002ca09", "00".repeat(16)), sealed(4), sealed(3)])
			expect(hear(data)).toEqual([]);
		expect(air()).toEqual({ heard: 6, repeated: 1, plain: 1, wrongTag: 1, replayed: 2 });
		expect(said(/air +WARNING/)).toBe(1);
		expect(said(/kitchen at a4c1388d18b2: sends in clear, though it has a key: anybody could have sent that; not published \(1 in clear, 0 with a wrong tag, 0 recorded since start\)/)).toBe(1);
		clock.advance(10_000);
		hear(sealed(2));
		expect(lines.at(-1)).toMatch(/a packet was recorded before.*\(1 in clear, 1 with a wrong tag, 3 recorded since start\)/);
		expect(stage.gateway.account).toMatchObject({ taken: 1, published: 1 });
	});
	test("without one in the configuration is told of", () => {
		const { air, hear, said } = stageOf([KITCHEN]);
		expect(hear(sealed(1))).toEqual([]);
		expect(said(/kitchen at a4c1388d18b2: sends encrypted, and there is no "key" for it; not published/)).toBe(1);
		expect(air()).toEqual({ heard: 1, noKey: 1 });
	});
	test("that begins to count anew is believed after three packets, and that is told", () => {
		const { air, hear, said } = stageOf([LOCKED]);
		expect([90, 91, 1, 2, 3, 4].map(counter => hear(sealed(counter)).length)).toEqual([1, 1, 0, 0, 1, 1]);
		expect(said(/air +WARNING kitchen has begun to count anew/)).toBe(1);
		expect(air()).toMatchObject({ restarted: 1, replayed: 2 });
	});
	test("is not believed again by what was recorded before a restart", () => {
		const first = stageOf([LOCKED]);
		for (let counter = 1; counter <= 50; counter++)
			first.hear(sealed(counter));
		first.gateway.close();
		expect([...first.stage.counters]).toEqual([["a4c1388d18b2", 50]]);
		const second = stageOf([LOCKED], {}, undefined, first.stage.counters);
		expect([second.hear(sealed(50)), second.hear(sealed(49)), second.hear(sealed(51))]).toEqual([[], [], ["p/kitchen/temperature 25.06 °C"]]);
	});
	test("wears no flash out: its mark is written with the first packet, and each 4,096 counts", () => {
		const { hear, stage } = stageOf([LOCKED], { log: "error" });
		let writes = 0;
		const set = stage.counters.set.bind(stage.counters);
		stage.counters.set = (sender, counter) => {
			writes++;
			return set(sender, counter);
		};
		for (let counter = 1; counter <= 4_100; counter++)
			hear(sealed(counter));
		expect([writes, stage.counters.get("a4c1388d18b2")]).toEqual([2, 4_097]);
		stage.gateway.close();
		expect(stage.counters.get("a4c1388d18b2")).toBe(4_100);
	});
	test("is not made to count anew time and again by what was recorded: flash is not worn out, nor the console filled", () => {
		const counters = new Map<string, number>(), set = jest.spyOn(counters, "set"), { hear, said } = stageOf([LOCKED], {}, undefined, counters);
		hear(sealed(50_000));
		let believed = 0;
		for (let round = 1; round <= 20; round++) {
			for (const recorded of [1, 2, 3])
				believed += hear(sealed(recorded)).length;
			hear(sealed(50_000 + round));
		}
		expect(believed).toBe(1);
		expect(said(/kitchen has begun to count anew/)).toBe(1);
		expect(set.mock.calls.length).toBeLessThan(5);
	});
	test("is not forged in another format, which everybody of that kind may send", () => {
		const { air, hear } = stageOf([{ ...LOCKED, name: "a4c1388d18b2" }, RUUVI]);
		expect(hear(ruuvi(1_000, 1))).toEqual([]);
		expect(air()).toMatchObject({ plain: 1 });
	});
	test("keeps its key to itself", () => {
		const { gateway, hear, lines, published, stage } = stageOf([LOCKED], { log: "debug" });
		for (const data of [WARM, sealed(1), sealed(1, "4002ca09", "00".repeat(16))])
			hear(data);
		gateway.onMessage("p/command/configuration", new Uint8Array(0), false);
		stage.clock.advance(1_000);
		expect(published.join()).toContain('"broadcasters":1');
		expect([...lines, ...published].join("\n").toLowerCase()).not.toContain(KEY.slice(0, 8));
	});
});

describe("everybody of one kind", () => {
	const addressOf = (number: number) => `cb:8a:5d:00:${Math.floor(number / 256).toString(16).padStart(2, "0")}:${(number % 256).toString(16).padStart(2, "0")}`;

	test("has topics of their own each, but for those with an entry of their own", () => {
		const { hear } = stageOf([RUUVI, { name: "sauna", match: { address: addressOf(7) }, device: "ruuvi" }]);
		expect([3, 4, 7].flatMap(number => hear(ruuvi(100 * number, 1), addressOf(number)))).toEqual(
			["p/cb8a5d000003/temperature 3 °C", "p/cb8a5d000004/temperature 4 °C", "p/sauna/temperature 7 °C"]);
	});
	test("has room for 32; who was silent for a minute goes first, and who was heard stays", () => {
		const { air, clock, hear } = stageOf([RUUVI], { log: "error" });
		for (let number = 0; number < 32; number++)
			expect(hear(ruuvi(100, 1), addressOf(number)).length).toBe(1);
		expect(hear(ruuvi(100, 1), addressOf(99))).toEqual([]);
		expect(air()).toEqual({ heard: 33, crowded: 1 });
		clock.advance(61_000);
		hear(ruuvi(200, 2), addressOf(0));
		expect(hear(ruuvi(100, 1), addressOf(99))).toEqual(["p/cb8a5d000063/temperature 1 °C"]);
		expect(hear(ruuvi(300, 3), addressOf(0))).toEqual(["p/cb8a5d000000/temperature 3 °C"]);
		// the one that went comes back as new, in the place of the next
		expect(hear(ruuvi(100, 1), addressOf(1))).toEqual(["p/cb8a5d000001/temperature 1 °C"]);
	});
	test("gives nobody's place away while something of it waits for the broker", () => {
		const { broker, clock, hear, published } = stageOf([RUUVI], { log: "error", journal: "never", queue: 8_192 });
		broker.reachable = false;
		for (let number = 0; number < 32; number++)
			hear(ruuvi(100, 1), addressOf(number));
		clock.advance(61_000);
		expect(hear(ruuvi(100, 1), addressOf(99))).toEqual([]);
		broker.reachable = true;
		clock.advance(120_000);
		const late = published.splice(0);
		expect([late.length, late[31]]).toEqual([32, "p/cb8a5d00001f/temperature 1 °C"]);
		expect(hear(ruuvi(100, 1), addressOf(99)).length).toBe(1);
	});
	test("of foreign encrypted senders nobody takes a place, and nothing is told", () => {
		const { hear, said } = stageOf([{ name: "{address}", match: { device: "bthome" } }]);
		expect(hear(sealed(1))).toEqual([]);
		expect(said(/air /)).toBe(0);
	});
});

test("whatever is in the air, nothing is thrown and every reading is accounted for", () => {
	const { hear, stage } = stageOf([LOCKED, RUUVI, { ...RUUVI, name: "b-{address}", match: { device: "bthome" } }, { ...RUUVI, name: "m-{address}", match: { device: "mibeacon" }, payload: "object", signal: true }], { log: "error" });
	const random = seededRandom(7), byte = () => Math.floor(random() * 256);
	const keys = [[0x16, 0xd2, 0xfc], [0x16, 0x95, 0xfe], [0xff, 0x99, 0x04], [0x16, 0xaa, 0xfe]];
	for (let round = 0; round < 5_000; round++) {
		const body = Array.from({ length: Math.floor(random() * 26) }, byte), key = keys[round % keys.length]!;
		if (round % 3 === 0 && body.length > 0)
			body[0] = round % 2 === 0 ? 0x40 : 0x50;
		const length = random() < 0.9 ? body.length + 3 : byte();
		hear(Uint8Array.of(length, ...key, ...body), round % 5 === 0 ? ADDRESS : `a4:c1:38:00:${(byte()).toString(16).padStart(2, "0")}:01`);
	}
	expect(imbalance(stage.gateway.account)).toBe(0);
	expect(stage.gateway.account.taken).toBeGreaterThan(30);
});
