import { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import { seededRandom } from "../seeded-random";
import { GatewayStage } from "./gateway-stage";

/** What arrives of the value from now on. */
function arrivals(stage: GatewayStage): string[] {
	const list: string[] = [];
	stage.broker.onArrival = ({ payload, status, topic }) => {
		if (topic.startsWith("t"))
			list.push(`${topic}${status ? " state" : ""} ${payload}`);
	};
	return list;
}

/** The broker is away, `seconds` for each byte that is notified; then it is back. */
function away(stage: GatewayStage, seconds: number, ...bytes: number[]): string[] {
	stage.broker.reachable = false;
	for (const byte of bytes) {
		stage.notify(byte);
		stage.clock.advance(seconds * 1_000);
	}
	const list = arrivals(stage);
	stage.broker.reachable = true;
	stage.clock.advance(70_000);
	return list;
}

const marks = (list: string[]) => list.map(line => (JSON.parse(line.slice(line.indexOf("{"))) as { late?: boolean }).late);

describe("a late reading", () => {
	test("is marked in JSON, and one that waited for less is not", () => {
		expect(marks(away(new GatewayStage({ payload: "json" }), 55, 1, 2))).toEqual([true, undefined]);
	});
	test("is one that has waited for longer than is declared", () => {
		expect(marks(away(new GatewayStage({ payload: "json", expireAfter: 200 }), 55, 1, 2, 3))).toEqual([undefined, undefined, undefined]);
		expect(marks(away(new GatewayStage({ payload: "json", expireAfter: 5 }), 3, 1, 2, 3)).slice(0, 1)).toEqual([true]);
	});
	test("has nothing to say so as text, and stays where it is", () => {
		expect(away(new GatewayStage(), 55, 1, 2)).toEqual(["t 1", "t 2"]);
	});
	test("that lay in the journal over a restart is marked, whether its time is known or not", () => {
		const flash = new EmulatedFlash({ blocks: 8, random: seededRandom(1) }), first = new GatewayStage({ payload: "json" }, { journal: "always" }, flash);
		first.broker.reachable = false;
		first.notify(1);
		first.clock.time = undefined;
		const next = new GatewayStage({ payload: "json" }, { journal: "always" }, flash);
		next.broker.reachable = false;
		next.clock.time = undefined;
		const list = arrivals(next);
		next.broker.reachable = true;
		next.clock.advance(70_000);
		expect(marks(list).every(late => late)).toBe(true);
	});
});

describe("with a history of its own", () => {
	const HISTORY = { history: "topic" };

	test("the newest state is said first, once, and what waited goes to the history in its order", () => {
		expect(away(new GatewayStage({}, HISTORY), 40, 1, 2, 3, 4)).toEqual(["t state 4", "t/history 1", "t/history 2", "t/history 3", "t/history 4"]);
	});
	test("what comes while late ones are published is said at once, and is there in the history, too", () => {
		const stage = new GatewayStage({}, HISTORY);
		stage.broker.reachable = false;
		for (let i = 0; i < 20; i++) {
			stage.notify(i);
			stage.clock.advance(10_000);
		}
		const list = arrivals(stage);
		stage.broker.reachable = true;
		while (list.length < 5)
			stage.clock.advance(1);
		stage.notify(100);
		stage.clock.advance(70_000);
		stage.notify(101);
		stage.clock.advance(100);
		expect(list.filter(line => line.startsWith("t "))).toEqual(["t state 19", "t state 100", "t 101"]);
		expect(list.filter(line => line.startsWith("t/history"))).toEqual([...Array.from({ length: 20 }, (_, i) => `t/history ${i}`), "t/history 100"]);
	});
	test("where nothing is late there is no state said, and no history", () => {
		expect(away(new GatewayStage({}, HISTORY), 1, 1, 2)).toEqual(["t 1", "t 2"]);
	});
	test("a state in JSON has time and sequence number of its reading", () => {
		const [state, , last] = away(new GatewayStage({ payload: "json" }, HISTORY), 55, 1, 2).map(line => JSON.parse(line.slice(line.indexOf("{"))) as { time: string; sequence: number; value: number });
		expect([state!.value, state!.time, state!.sequence]).toEqual([2, last!.time, last!.sequence]);
	});
	test("a connection that ends soon after states were said is followed by one without: the broker may refuse their topic", () => {
		const stage = new GatewayStage({}, HISTORY);
		stage.broker.reachable = false;
		stage.notify(1);
		stage.clock.advance(120_000);
		const list = arrivals(stage), said = stage.broker.onArrival;
		stage.broker.onArrival = arrival => {
			said(arrival);
			if (arrival.topic === "t")
				stage.clock.set(() => {
					stage.broker.reachable = false;
					stage.broker.reachable = true;
				}, 0);
		};
		stage.broker.reachable = true;
		stage.clock.advance(200_000);
		expect(list.filter(line => line === "t state 1")).toHaveLength(1);
		expect(list.at(-1)).toBe("t/history 1");
		expect(stage.gateway.account.waiting).toBe(0);
	});
});
