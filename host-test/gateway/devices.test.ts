import { Intake } from "../../modules/gateway/intake";
import { AccountBook } from "../../modules/gateway/account";
import { ValueTopics } from "../../modules/gateway/value-topics";
import type { BrokerSession } from "../../modules/broker/broker-session";
import type { Outbox } from "../../modules/reading/outbox";
import { Log } from "../../modules/text/log";
import { ManualClock } from "../manual-clock";
import { configurationOf, soundConfiguration, soundPeripheral } from "../sound-configuration";
import { GatewayStage } from "./gateway-stage";

/** A gateway whose peripheral is of that kind, and what it publishes apart from status. */
function stageOf(changes: Record<string, unknown>): { stage: GatewayStage; published: string[] } {
	const stage = new GatewayStage({}, { prefix: "p", peripherals: [soundPeripheral({ name: "x", match: { address: "a4:c1:38:00:00:01" }, values: undefined, ...changes })] });
	const published: string[] = [];
	stage.broker.onArrival = ({ topic, payload, status }) => {
		if (!status)
			published.push(`${topic} ${payload}`);
	};
	return { stage, published };
}

describe("a heart rate strap", () => {
	test("that is cut short is malformed once, with field and byte", () => {
		const { stage, published } = stageOf({ device: "heart-rate" });
		stage.notify(0x18, 72, 0x10);
		expect(published).toEqual([]);
		expect(stage.lines.at(-1)).toMatch(/x contact: energy needs bytes 2 to 3, there are 3 \(184810 of 2a37\); not published/);
		expect(stage.gateway.account).toMatchObject({ taken: 1, malformed: 1 });
	});
	test("has each field that is there at its own topic, and nothing else", () => {
		const { stage, published } = stageOf({ device: "heart-rate" });
		stage.notify(0x00, 72, 9, 9);
		stage.notify(0x1f, 0x48, 0x01, 0x10, 0x27, 0x00, 0x04, 0x33, 0x03);
		expect(published).toEqual(["p/x/heartRate 72 bpm",
			"p/x/contact true", "p/x/heartRate 328 bpm", "p/x/energy 10000 kJ", "p/x/interval 1.000 s", "p/x/interval 0.800 s"]);
		expect(stage.gateway.account).toMatchObject({ taken: 6, published: 6, malformed: 0 });
	});
	test("publishes nothing of a field that is left out", () => {
		const { stage, published } = stageOf({ device: "heart-rate", values: { contact: false, heartRate: { topic: "bpm", payload: "json" } } });
		stage.notify(0x06, 72);
		expect(published.map(text => text.replace(/,"time.*/, ""))).toEqual(["bpm {\"value\":72,\"unit\":\"bpm\""]);
	});
	test("has the rules of each field kept", () => {
		const { stage, published } = stageOf({ device: "heart-rate", values: { contact: { onChange: true }, heartRate: { deadBand: 5 } } });
		for (const rate of [72, 74, 78])
			stage.notify(0x06, rate);
		expect(published).toEqual(["p/x/contact true", "p/x/heartRate 72 bpm", "p/x/heartRate 78 bpm"]);
		expect(stage.gateway.account).toMatchObject({ taken: 6, published: 3, withheld: 3 });
	});
	test("as an object is published when it has changed, if that is asked for", () => {
		const { stage, published } = stageOf({ device: "heart-rate", payload: "object", values: { "2a37": { onChange: true } } });
		for (const rate of [72, 72, 73])
			stage.notify(0x06, rate);
		expect(published.map(text => /"heartRate":(\d+)/.exec(text)![1])).toEqual(["72", "73"]);
	});
	test("as an object has all that is there in one, lists for what may come several times", () => {
		const { stage, published } = stageOf({ device: "heart-rate", payload: "object" });
		stage.notify(0x16, 72, 0x00, 0x04);
		stage.notify(0x00, 73);
		expect(published).toEqual([
			"p/x/2a37 {\"contact\":true,\"heartRate\":72,\"interval\":[1.000],\"time\":\"2026-11-22T12:00:00.010Z\",\"sequence\":16777216}",
			"p/x/2a37 {\"heartRate\":73,\"time\":\"2026-11-22T12:00:00.010Z\",\"sequence\":16777217}",
		]);
		expect(stage.gateway.account).toMatchObject({ taken: 2, published: 2 });
		expect(stage.lines.join("\n")).toContain("p/x/2a37 {\"heartRate\":73}");
	});
	test("as an object of which nothing is there is no reading", () => {
		const { stage, published } = stageOf({ device: "heart-rate", payload: "object", values: { heartRate: false } });
		stage.notify(0x00, 72);
		expect(published).toEqual([]);
		expect(stage.gateway.account).toMatchObject({ taken: 0 });
	});
});

describe("a blood pressure cuff in kPa", () => {
	const KPA = [0x01, 0x6e, 0xf0, 0x50, 0xf0, 0xff, 0x07];

	test("has its own unit behind its values, and what it does not know is not published", () => {
		const { stage, published } = stageOf({ device: "blood-pressure" });
		stage.notify(...KPA);
		expect(published).toEqual(["p/x/systolic 11.0 kPa", "p/x/diastolic 8.0 kPa"]);
		const json = stageOf({ device: "blood-pressure", payload: "json" });
		json.stage.notify(...KPA);
		expect(json.published[0]).toMatch(/^p\/x\/systolic \{"value":11.0,"unit":"kPa",/);
	});
	test("says so in an object, too", () => {
		const { stage, published } = stageOf({ device: "blood-pressure", payload: "object" });
		stage.notify(...KPA);
		expect(published[0]).toMatch(/\{"systolic":11.0,"systolicUnit":"kPa","diastolic":8.0,"diastolicUnit":"kPa","time":"/);
	});
});

test("a text in an object that is too large is counted as such", () => {
	const { stage, published } = stageOf({ device: "device-information", payload: "object" });
	stage.notify(...new Array<number>(500).fill(0x22));
	expect(published).toEqual([]);
	expect(stage.gateway.account).toMatchObject({ taken: 1, tooLarge: 1 });
});

test("bytes that came for one field of several are taken for all of them", () => {
	const { peripherals, values } = configurationOf(soundConfiguration({ peripherals: [soundPeripheral(), soundPeripheral({ name: "x", match: { name: "X" }, device: "lywsd03mmc", values: undefined })] }));
	const clock = new ManualClock(), log = new Log(clock, () => {}), taken: string[] = [], payload = new Uint8Array(64);
	const outbox = { begin: () => payload, take: (channel: number, length: number) => taken.push(`${channel} ${Buffer.from(payload.subarray(0, length)).toString()}`) } as unknown as Outbox;
	const session = { connected: true, pump: () => {} } as unknown as BrokerSession;
	new Intake({ clock, log, values, topics: new ValueTopics(values, undefined), outbox, session, book: new AccountBook(log, outbox, session) }).take(peripherals[1]!, values[2]!, 2, Uint8Array.of(0xc4, 0x09, 0x37, 0x0b, 0x0b));
	expect(taken).toEqual(["1 25 °C", "2 55 %", "3 2.827 V"]);
});
