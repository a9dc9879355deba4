import { VERSION } from "../../modules/gateway/version";
import { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import { imbalance } from "../gateway-run";
import { seededRandom } from "../seeded-random";
import { GatewayStage, type Arrival } from "./gateway-stage";

/** What arrives from now on. */
function arrivals(stage: GatewayStage): Arrival[] {
	const list: Arrival[] = [];
	stage.broker.onArrival = arrival => list.push(arrival);
	return list;
}

const MINUTE = 60_000;

describe("Gateway", () => {
	test("publishes text as it always was, unless JSON is asked for", () => {
		const text = new GatewayStage({ unit: "mv" }), json = new GatewayStage({ unit: "mv", payload: "json", scale: 0.1 });
		const [plain, structured] = [arrivals(text), arrivals(json)];
		text.notify(172);
		json.notify(172);
		expect(plain[0]!.payload).toBe("172 mv");
		expect(JSON.parse(structured[0]!.payload)).toEqual({ value: 17.2, unit: "mv", time: "2026-11-22T12:00:00.010Z", sequence: 2 ** 24 });
	});
	test("a JSON reading that waited has the time of its capture, and keeps its number", () => {
		const stage = new GatewayStage({ payload: "json" });
		stage.broker.reachable = false;
		stage.notify(1);
		stage.clock.advance(10 * MINUTE);
		const list = arrivals(stage);
		stage.broker.reachable = true;
		stage.clock.advance(2 * MINUTE);
		expect(JSON.parse(list.find(({ topic }) => topic === "t")!.payload)).toMatchObject({ time: "2026-11-22T12:00:00.010Z", sequence: 2 ** 24 });
	});
	test("its account is published, retained below the prefix, each minute in which it changed", () => {
		const stage = new GatewayStage();
		const list = arrivals(stage);
		stage.notify(1);
		stage.notify(2);
		stage.clock.advance(5 * MINUTE);
		stage.notify();
		stage.clock.advance(5 * MINUTE);
		const accounts = list.filter(({ topic }) => topic === "esp32/gateway/status/readings").map(({ payload }) => JSON.parse(payload) as object);
		expect(accounts).toHaveLength(2);
		expect(accounts[1]).toEqual({
			taken: 3, recovered: 0, published: 2, duplicates: 0, acknowledged: 2, waiting: 0, stored: 0,
			queueFull: 0, journalFull: 0, corrupt: 0, malformed: 1, tooLarge: 0, refused: 0, withheld: 0,
		});
	});
	test("an account that was to be said while the broker was away is said when it is back", () => {
		const stage = new GatewayStage();
		stage.broker.reachable = false;
		stage.notify(1);
		stage.clock.advance(3 * MINUTE);
		const list = arrivals(stage);
		stage.broker.reachable = true;
		stage.clock.advance(MINUTE);
		expect(list.map(({ topic }) => topic).slice(0, 4)).toEqual(["esp32/gateway/status", "esp32/gateway/status/failures", "esp32/gateway/status/readings", "t"]);
	});
	test("tells each minute how it is, and in the same words when it is asked", () => {
		const stage = new GatewayStage(), list = arrivals(stage);
		stage.notify(1);
		stage.clock.advance(2 * MINUTE);
		const told = list.filter(({ topic }) => topic === "esp32/gateway/status/gateway");
		expect(told.map(({ retain }) => retain)).toEqual([true, true]);
		expect(JSON.parse(told[1]!.payload)).toEqual({
			uptime: 120, firmware: VERSION, sdk: "8.2.3", reset: "power on", wifi: { address: "192.0.2.1", signal: -50 },
			xs: { slots: { used: 30_000, most: 34_000 }, chunks: null, stack: null }, heap: { free: 90_000, least: 80_000, largest: 40_000 },
			certificate: null, readings: stage.gateway.account,
		});
		stage.gateway.onMessage("esp32/gateway/command/status", new Uint8Array(0), false);
		stage.clock.advance(100);
		const answers = list.filter(({ topic }) => topic === "esp32/gateway/command/result").map(({ payload }) => JSON.parse(payload) as { value: object });
		expect(answers.map(({ value }) => Object.keys(value))).toEqual([Object.keys(JSON.parse(told[1]!.payload) as object), ["peripherals"]]);
	});
	test("tells of a peripheral whether it is there, since when, how well it is heard, and why it was lost", () => {
		const stage = new GatewayStage(), list = arrivals(stage), told = (topic: string) => list.filter(arrival => arrival.topic === `esp32/gateway/voltmeter/${topic}`).at(-1)!;
		stage.broker.reachable = false;
		stage.broker.reachable = true;
		stage.clock.advance(MINUTE);
		expect(told("status")).toMatchObject({ payload: "online", retain: true });
		expect(JSON.parse(told("link").payload)).toMatchObject({ since: "2026-11-22T12:00:00.000Z", signal: -60, reason: "", connected: expect.any(Number) as number });
		stage.disconnect();
		stage.clock.advance(1);
		expect(told("status").payload).toBe("offline");
		expect(JSON.parse(told("link").payload)).toMatchObject({ since: "2026-11-22T12:01:00.010Z", reason: "disconnected", connected: 60 });
	});
	test("\"status\": false keeps the gateway's own topics and its will away from the broker", () => {
		const stage = new GatewayStage({}, { status: false });
		expect(stage.broker.options!.will).toBeUndefined();
		stage.broker.reachable = false;
		stage.clock.advance(MINUTE);
		const list = arrivals(stage);
		stage.broker.reachable = true;
		stage.clock.advance(MINUTE);
		stage.notify(1);
		stage.clock.advance(2 * MINUTE);
		expect(list.map(({ topic }) => topic)).toEqual(["t"]);
	});
	test("\"retain\": false has nothing retained", () => {
		const stage = new GatewayStage({}, { retain: false });
		expect(stage.broker.options!.will).toMatchObject({ topic: "esp32/gateway/status", retain: false });
		const list = arrivals(stage);
		stage.notify(1);
		stage.clock.advance(2 * MINUTE);
		expect(new Set(list.map(({ topic, retain }) => `${topic} ${retain}`))).toEqual(new Set(["t false", "esp32/gateway/status/readings false", "esp32/gateway/status/gateway false"]));
	});
	test("what its rules keep back is counted, and the account holds", () => {
		const stage = new GatewayStage({ onChange: true });
		for (const byte of [1, 1, 1, 2])
			stage.notify(byte);
		stage.clock.advance(60_000);
		expect(stage.gateway.account).toMatchObject({ taken: 4, acknowledged: 2, withheld: 2, waiting: 0 });
		expect(stage.lines.find(line => line.includes("dropped:"))).toContain("2 withheld");
		expect(stage.lines.filter(line => line.includes("do not add up"))).toEqual([]);
	});
	test("a state that was dropped for want of room is published when it comes again, though it has not changed", () => {
		const stage = new GatewayStage({ onChange: true }, { journal: "never", whenFull: "drop newest", queue: 1_024 });
		stage.broker.reachable = false;
		for (let i = 0; i < 201; i++)
			stage.notify(i % 2);
		stage.notify(7);
		expect(stage.gateway.account.queueFull).toBeGreaterThan(0);
		const list = arrivals(stage);
		stage.broker.reachable = true;
		stage.clock.advance(5 * MINUTE);
		stage.notify(7);
		stage.notify(7);
		stage.clock.advance(1_000);
		expect(list.filter(({ payload, topic }) => topic === "t" && payload === "7")).toHaveLength(1);
		expect(stage.gateway.account).toMatchObject({ waiting: 0, withheld: 1 });
	});
	test("a payload that is too large is refused, told and counted", () => {
		const stage = new GatewayStage({ format: "hex", payload: "json" });
		stage.notify(...new Array<number>(500).fill(1));
		expect(stage.lines.at(-1)).toMatch(/a text of 1000 characters is too large; not published/);
		expect(stage.gateway.account).toMatchObject({ taken: 1, tooLarge: 1, waiting: 0 });
	});
	test("a restart that only helps keeps what waits", () => {
		const stage = new GatewayStage();
		stage.broker.reachable = false;
		stage.notify(1);
		stage.radio.injectStuck("the BLE stack is gone");
		stage.notify(2);
		stage.clock.advance(MINUTE);
		expect(stage.restarts).toBe(1);
		const next = new GatewayStage({}, {}, stage.flash);
		expect(next.gateway.account).toMatchObject({ recovered: 2, acknowledged: 2 });
	});
	test("a restart that only helps keeps what was taken just before it, too", () => {
		const stage = new GatewayStage();
		stage.broker.reachable = false;
		stage.radio.injectStuck("the BLE stack is gone");
		stage.clock.advance(MINUTE - 500);
		stage.notify(1);
		stage.clock.advance(500);
		expect(stage.restarts).toBe(1);
		expect(new GatewayStage({}, {}, stage.flash).gateway.account).toMatchObject({ recovered: 1, acknowledged: 1 });
	});
	test("the end calls off the restart", () => {
		const stage = new GatewayStage();
		stage.radio.injectStuck("the BLE stack is gone");
		stage.gateway.close();
		stage.clock.advance(5 * MINUTE);
		expect(stage.restarts).toBe(0);
	});
	test("however often BLE is stuck, it restarts once", () => {
		const stage = new GatewayStage();
		for (let i = 0; i < 3; i++) {
			stage.radio.injectStuck("the BLE stack is gone");
			stage.clock.advance(1_000);
		}
		stage.clock.advance(5 * MINUTE);
		expect(stage.restarts).toBe(1);
	});
	test("a restart tells that what waits is kept only where there is a journal", () => {
		const kept = new GatewayStage(), lost = new GatewayStage({}, { journal: "never" });
		kept.radio.injectStuck("the BLE stack is gone");
		lost.radio.injectStuck("the BLE stack is gone");
		expect(kept.lines.at(-1)).toMatch(/ERROR the BLE stack is gone; the firmware restarts in 60 s, and keeps what waits in the journal/);
		expect(lost.lines.at(-1)).toMatch(/ERROR the BLE stack is gone; the firmware restarts in 60 s/);
		expect(lost.lines.at(-1)).not.toMatch(/keep/);
	});
	test("the end stores what was taken just before", () => {
		const stage = new GatewayStage();
		stage.broker.reachable = false;
		stage.notify(1);
		stage.clock.advance(500);
		stage.notify(2);
		stage.gateway.close();
		expect(new GatewayStage({}, {}, stage.flash).gateway.account).toMatchObject({ recovered: 2, acknowledged: 2 });
	});
	test("with the journal \"always\" a reading outlasts a loss of power at once", () => {
		const stage = new GatewayStage({}, { journal: "always" });
		stage.broker.reachable = false;
		stage.notify(1);
		expect(new GatewayStage({}, {}, stage.flash).gateway.account).toMatchObject({ recovered: 1 });
	});
	test("with the journal \"never\" the flash is not touched", () => {
		const stage = new GatewayStage({}, { journal: "never" });
		stage.broker.reachable = false;
		stage.notify(1);
		stage.clock.advance(10 * MINUTE);
		stage.gateway.close();
		expect(stage.flash.operations).toBe(0);
		expect(stage.gateway.account).toMatchObject({ stored: 0, waiting: 1 });
	});
	test.each([["drop oldest", "1999"], ["drop newest", "0"]])("whenFull \"%s\": of 2,000 readings beyond the journal's room there is still %s", (whenFull, payload) => {
		const stage = new GatewayStage({ format: "uint16" }, { whenFull, queue: 1_024 }, new EmulatedFlash({ blocks: 3, random: seededRandom(1) }));
		stage.broker.reachable = false;
		for (let i = 0; i < 2_000; i++)
			stage.notify(i & 0xff, i >> 8);
		const { queueFull, journalFull } = stage.gateway.account;
		expect(queueFull).toBe(0);
		expect(journalFull).toBeGreaterThan(0);
		const list = arrivals(stage);
		stage.broker.reachable = true;
		stage.clock.advance(5 * MINUTE);
		const readings = list.filter(({ topic }) => topic === "t").map(({ payload }) => payload);
		expect(readings).toContain(payload);
		expect(readings).toHaveLength(2_000 - journalFull);
	});
	test("a reading that is dropped for want of room is told as such where values are told", () => {
		const stage = new GatewayStage({}, { journal: "never", whenFull: "drop newest", queue: 1_024, log: "value" });
		stage.broker.reachable = false;
		stage.notify(1);
		expect(stage.lines.at(-1)).toMatch(/t 1 \(1 wait for the broker\)$/);
		for (let i = 0; i < 200; i++)
			stage.notify(2);
		expect(stage.lines.at(-1)).toMatch(/t 2 \(dropped: no room for it\)$/);
		expect(stage.gateway.account.queueFull).toBeGreaterThan(0);
	});
	test("the account adds up at every moment of a thousand random steps", () => {
		const stage = new GatewayStage({}, { queue: 1_024 });
		for (let i = 0; i < 1_000; i++) {
			if (i % 50 === 0)
				stage.broker.reachable = !stage.broker.reachable;
			stage.notify(...i % 7 ? [i & 0xff] : []);
			expect(imbalance(stage.gateway.account)).toBe(0);
			stage.clock.advance(i * 97 % 400);
			expect(imbalance(stage.gateway.account)).toBe(0);
		}
		expect(stage.gateway.account.stored).toBeGreaterThan(0);
	});
});
