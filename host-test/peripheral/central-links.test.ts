import type { LinkDeclaration } from "../../modules/configuration/link-declaration";
import type { PeripheralConfiguration, ValueConfiguration } from "../../modules/configuration/configuration";
import type { PeripheralRequest } from "../../modules/peripheral/peripheral-request";
import { PROPERTY, type RemoteCharacteristic } from "../../modules/peripheral/radio";
import { Central } from "../../modules/peripheral/central";
import { Presence } from "../../modules/peripheral/presence";
import { Log } from "../../modules/text/log";
import { parseUUID } from "../../modules/text/uuid";
import { ManualClock } from "../manual-clock";
import { configurationOf, soundConfiguration, soundPeripheral, soundValue } from "../sound-configuration";
import { FakeRadio, type FakeConnection } from "./fake-radio";

const A = "a4:c1:38:00:00:0a", B = "a4:c1:38:00:00:0b", C = "a4:c1:38:00:00:0c", D = "a4:c1:38:00:00:0d";
const NOTHING = new Uint8Array(0);
const { notify: NOTIFY, read: READ, write: WRITE, writeCommand: COMMAND } = PROPERTY;

function peripheral(name: string, address: string, link: unknown, ...values: Record<string, unknown>[]): Record<string, unknown> {
	return soundPeripheral({ name, match: { address }, link, values: values.length ? values.map(each => soundValue({ name: "battery", ...each })) : [soundValue({ name: "battery" })] });
}

function characteristic(handle: number, properties: number, uuid = "2a19"): RemoteCharacteristic {
	return { handle, properties, service: parseUUID("180f")!, uuid: parseUUID(uuid)! };
}

/** The request of a test, which records what it is told. */
class Asked implements PeripheralRequest {
	readonly told: unknown[][] = [];
	constructor(readonly channel: number, readonly bytes: Uint8Array | undefined, readonly deadline = 30_000, readonly peripheral = 0) {}
	takes(channel: number): boolean {
		return channel === this.channel;
	}
	onDone(...[step, reason, bytes, confirmed]: Parameters<PeripheralRequest["onDone"]>): void {
		this.told.push([step, reason, bytes && [...bytes], confirmed]);
	}
}

function setUp(...peripherals: Record<string, unknown>[]) {
	const { peripherals: declared } = configurationOf(soundConfiguration({ peripherals }));
	const clock = new ManualClock(), radio = new FakeRadio(), lines: string[] = [], values: string[] = [];
	const presence = new Presence(clock, declared, () => {});
	const central = new Central({
		clock, presence, radio, peripherals: declared,
		random: () => 0.5,
		memory: { recall: () => undefined, keep: () => {} },
		log: new Log(clock, line => lines.push(line), "debug"),
		onValue: (of: PeripheralConfiguration, value: ValueConfiguration, _channel, bytes) => values.push(`${of.name} ${value.name} ${[...bytes]}`),
		onStuck: () => {},
	});
	central.start();
	radio.injectReady();
	const state = (index = 0) => central.peripherals[index]!.stateName;
	/** Answers what a peripheral with these characteristics is asked, until nothing more is; what is read of a value is its handle. */
	const answer = (...found: RemoteCharacteristic[]) => {
		const from = radio.operations.length - 1;
		radio.injectAnswers(found);
		return radio.operations.slice(from).map(operation => operation.replace(/ [0-9a-f:]{17}/, ""));
	};
	const connect = (address: string): FakeConnection => {
		radio.injectAdvertisement(address, NOTHING);
		return radio.injectConnected();
	};
	const bringUp = (address: string, ...found: RemoteCharacteristic[]): FakeConnection => {
		const connection = connect(address);
		answer(...found);
		return connection;
	};
	return { answer, bringUp, central, clock, connect, lines, presence, radio, state, values };
}

describe("Central reads", () => {
	test.each<[string, Record<string, unknown>, number, string[]]>([
		["what can only be read, once", {}, READ, ["discover 1", "read 3"]],
		["what notifies too, after the subscription", {}, READ | NOTIFY, ["discover 1", "subscribe 3", "read 3"]],
		["nothing where it is told not to", { read: false }, READ | NOTIFY, ["discover 1", "subscribe 3"]],
		["nothing that can't be read", {}, NOTIFY, ["discover 1", "subscribe 3"]],
	])("%s", (_what, value, properties, expected) => {
		const { answer, connect, values } = setUp(peripheral("a", A, "hold", value));
		connect(A);
		expect(answer(characteristic(3, properties))).toEqual(expected);
		expect(values).toEqual(expected.includes("read 3") ? ["a battery 3"] : []);
	});
	test("what can only be read comes before the subscriptions", () => {
		const { answer, connect } = setUp(peripheral("a", A, "hold", { name: "x" }, { name: "y", characteristic: "2a1c" }));
		connect(A);
		expect(answer(characteristic(3, NOTIFY), characteristic(6, READ, "2a1c"))).toEqual(["discover 1", "read 6", "subscribe 3"]);
	});
	test("one characteristic once for all values in it", () => {
		const { answer, connect, values } = setUp(peripheral("a", A, "hold", { name: "x" }, { name: "y", at: 1 }, { name: "z", at: 2, read: false }));
		connect(A);
		expect(answer(characteristic(3, READ))).toEqual(["discover 1", "read 3"]);
		expect(values).toEqual(["a x 3", "a y 3"]);
	});
	test("a refusal is told once, and stops nothing", () => {
		const { connect, lines, radio, state, answer } = setUp(peripheral("a", A, "hold", { name: "x", read: 10 }, { name: "y", characteristic: "2a1c" }));
		connect(A);
		radio.injectDone([characteristic(3, READ), characteristic(6, NOTIFY, "2a1c")]);
		radio.injectFailure("refused");
		answer();
		expect(state()).toBe("connected");
		expect(lines.filter(line => line.includes("WARNING"))).toHaveLength(1);
		expect(lines.find(line => line.includes("WARNING"))).toContain("so there is no value x now; it may want to be paired with");
	});
	test("at its interval, and where it is refused then looks whether it is still where it was", () => {
		for (const moved of [true, false]) {
			const { bringUp, clock, connect, radio, state } = setUp(peripheral("a", A, "hold", { read: 60 }));
			const found = characteristic(3, READ), connection = bringUp(A, found);
			clock.advance(60_000);
			radio.injectFailure("refused");
			expect(radio.running).toBe(`read ${A} 2`);
			if (moved)
				radio.injectFailure("refused");
			else
				radio.injectDone(Uint8Array.of(READ, 3, 0, ...found.uuid));
			expect([state(), connection.disconnected]).toEqual(moved ? ["resting", true] : ["connected", false]);
			if (!moved)
				continue;
			radio.injectDisconnected(connection);
			clock.advance(60_000);
			connect(A);
			expect(radio.running).toBe(`discover ${A} 1`);
		}
	});
	test("at its interval while it is held", () => {
		const { answer, bringUp, clock, radio, values } = setUp(peripheral("a", A, "hold", { read: 60 }));
		bringUp(A, characteristic(3, READ));
		clock.advance(59_999);
		expect(radio.running).toBe("");
		clock.advance(1);
		expect(radio.running).toBe(`read ${A} 3`);
		answer();
		clock.advance(60_000);
		answer();
		expect(values).toEqual(["a battery 3", "a battery 3", "a battery 3"]);
	});
});

describe("Central with more to read than there is time", () => {
	test("looks for others half of the time, and everybody is read in turn", () => {
		const { bringUp, clock, radio, values } = setUp(peripheral("a", A, "hold", { read: 1 }), peripheral("b", B, "hold", { read: 1 }), peripheral("c", C, "hold"));
		bringUp(A, characteristic(3, READ));
		bringUp(B, characteristic(3, READ));
		let scanned = 0;
		for (let tick = 0; tick < 600; tick++) {
			if (radio.running && tick % 15 === 0)
				radio.injectDone(Uint8Array.of(1));
			scanned += radio.scanning ? 1 : 0;
			clock.advance(100);
		}
		expect(scanned).toBeGreaterThan(250);
		for (const name of ["a", "b"])
			expect(values.filter(value => value.startsWith(name)).length).toBeGreaterThan(5);
	});
});

describe("Central keeps handles", () => {
	test("and uses them without discovery, once their declarations have been read", () => {
		const { answer, bringUp, clock, connect, radio } = setUp(peripheral("a", A, "hold"));
		const found = characteristic(3, READ | NOTIFY);
		radio.injectDisconnected(bringUp(A, found));
		clock.advance(2_000);
		const connection = connect(A);
		expect(answer(found)).toEqual(["read 2", "subscribe 3 by 4", "read 3"]);
		expect(connection.settled).toBe(true);
	});
	test("and takes no notification before they have been read: they may have moved", () => {
		const { answer, bringUp, clock, connect, radio, values } = setUp(peripheral("a", A, "hold"));
		const found = characteristic(3, NOTIFY);
		radio.injectDisconnected(bringUp(A, found));
		clock.advance(2_000);
		const connection = connect(A);
		radio.injectNotification(connection, 3, Uint8Array.of(1));
		expect(values).toEqual([]);
		answer(found);
		radio.injectNotification(connection, 3, Uint8Array.of(2));
		expect(values).toEqual(["a battery 2"]);
	});
	test.each<[string, RemoteCharacteristic]>([
		["another handle", characteristic(5, READ)], ["another characteristic", { ...characteristic(3, READ), uuid: parseUUID("2a1c")! }], ["other properties", characteristic(3, READ | NOTIFY)],
	])("and discovers anew where there is %s", (_what, now) => {
		const { bringUp, clock, connect, radio } = setUp(peripheral("a", A, "hold"));
		radio.injectDisconnected(bringUp(A, characteristic(3, READ)));
		clock.advance(2_000);
		connect(A);
		expect(radio.running).toBe(`read ${A} 2`);
		radio.injectDone(Uint8Array.of(now.properties, now.handle, 0, ...now.uuid));
		expect(radio.running).toBe(`discover ${A} 1`);
	});
	test("and discovers anew where the declaration can't be read", () => {
		const { bringUp, clock, connect, radio } = setUp(peripheral("a", A, "hold"));
		radio.injectDisconnected(bringUp(A, characteristic(3, READ)));
		clock.advance(2_000);
		connect(A);
		radio.injectFailure("refused");
		expect(radio.running).toBe(`discover ${A} 1`);
	});
});

describe("Central with a device of the library", () => {
	const strap = soundPeripheral({ name: "a", match: { address: A }, device: ["heart-rate", "battery"], values: undefined });
	const heart = (handle: number, uuid: string, properties: number): RemoteCharacteristic => ({ handle, properties, service: parseUUID("180d")!, uuid: parseUUID(uuid)! });
	test("gives the bytes of a characteristic once, with the first of its fields", () => {
		const { bringUp, radio, values } = setUp(strap);
		const connection = bringUp(A, heart(3, "2a37", NOTIFY), heart(6, "2a38", READ), characteristic(9, NOTIFY));
		radio.injectNotification(connection, 3, Uint8Array.of(0, 72));
		expect(values).toEqual(["a location 6", "a contact 0,72"]);
	});
	test("tells once what it does not have, and uses the handles of what it has again", () => {
		const { answer, bringUp, clock, connect, lines, radio } = setUp(strap);
		const connection = bringUp(A, heart(3, "2a37", NOTIFY));
		expect(lines.filter(line => /has no characteristic/.test(line)).map(line => line.slice(line.indexOf("a: "))))
			.toEqual(["2a38 in a service 180d", "2a39 in a service 180d", "2a19 in a service 180f"].map(missing => `a: has no characteristic ${missing}, which is optional`));
		radio.injectDisconnected(connection);
		clock.advance(2_000);
		connect(A);
		expect(answer(heart(3, "2a37", NOTIFY))).toEqual(["exchange MTU", "read 2", "subscribe 3"].map(expect.stringContaining.bind(expect)));
	});
	test("that has nothing of it is of no use", () => {
		const { bringUp, lines } = setUp(strap);
		bringUp(A);
		expect(lines.at(-1)).toMatch(/nothing of what is configured can be read or subscribed to/);
	});
});

describe("Central visits", () => {
	const visit: Partial<LinkDeclaration> | object = { every: 600, stay: 5 };
	test("reads, lets go at once where nothing notifies, and comes back by the period from the last start", () => {
		const { bringUp, central, clock, radio, state, values } = setUp(peripheral("a", A, visit));
		clock.advance(1_000);
		const connection = bringUp(A, characteristic(3, READ));
		expect([values, connection.disconnected, state()]).toEqual([["a battery 3"], true, "leaving"]);
		radio.injectDisconnected(connection);
		expect([state(), radio.scanning]).toEqual(["idle", false]);
		clock.advance(599_999);
		expect(state()).toBe("idle");
		clock.advance(1);
		expect([state(), radio.scanning]).toEqual(["missing", true]);
		expect(central.connectedToday(0)).toBe(0);
	});
	test("waits for what notifies, and at most for its stay", () => {
		for (const notified of [true, false]) {
			const { bringUp, central, clock, radio, state } = setUp(peripheral("a", A, visit));
			const connection = bringUp(A, characteristic(3, NOTIFY));
			clock.advance(4_000);
			expect(state()).toBe("connected");
			if (notified)
				radio.injectNotification(connection, 3, Uint8Array.of(1));
			clock.advance(notified ? 0 : 999);
			expect(state()).toBe(notified ? "leaving" : "connected");
			clock.advance(1);
			expect(state()).toBe("leaving");
			radio.injectDisconnected(connection);
			expect(central.connectedToday(0)).toBe(notified ? 4 : 5);
		}
	});
	test("is content with one that hangs up by itself once it has brought something, and tries again if it has not", () => {
		for (const served of [true, false]) {
			const { connect, presence, radio, state } = setUp(peripheral("a", A, visit, { name: "x" }, { name: "y", characteristic: "2a1c" }));
			const connection = connect(A);
			radio.injectDone([characteristic(3, READ), characteristic(6, NOTIFY, "2a1c")]);
			if (served)
				radio.injectDone(Uint8Array.of(1));
			radio.injectFailure("disconnected");
			radio.injectDisconnected(connection);
			expect([state(), presence.isOnline(0)]).toEqual(served ? ["idle", true] : ["resting", false]);
		}
	});
	test("seconds are told of the day before", () => {
		const { bringUp, central, clock, lines } = setUp(peripheral("a", A, "hold"));
		clock.advance(86_400_000 - 60_000);
		bringUp(A, characteristic(3, NOTIFY));
		clock.advance(90_000);
		expect([central.connectedLastDay(0), central.connectedToday(0)]).toEqual([60, 30]);
		expect(lines.some(line => line.includes("a was connected for 60 s of the last day"))).toBe(true);
	});
});

describe("Central on demand", () => {
	test("looks for it only when something is asked, and lets it go its stay after the last request", () => {
		const { answer, central, clock, connect, radio, state } = setUp(peripheral("a", A, "onDemand"));
		clock.advance(3_600_000);
		expect([state(), radio.scanning]).toEqual(["idle", false]);
		const first = new Asked(0, undefined, clock.ticks + 30_000);
		central.request(first);
		expect(first.told).toEqual([]);
		clock.advance(0);
		expect(radio.scanning).toBe(true);
		const connection = connect(A);
		answer(characteristic(3, READ));
		expect(first.told).toEqual([[undefined, "", [3], undefined]]);
		clock.advance(9_000);
		const second = new Asked(0, undefined, clock.ticks + 30_000);
		central.request(second);
		clock.advance(0);
		answer(characteristic(3, READ));
		expect(second.told).toHaveLength(1);
		clock.advance(9_999);
		expect(state()).toBe("connected");
		clock.advance(1);
		expect([state(), connection.disconnected]).toEqual(["leaving", true]);
		radio.injectDisconnected(connection);
		expect([state(), radio.scanning]).toEqual(["idle", false]);
	});
});

describe("Central on demand, when nobody asks any more", () => {
	test.each<[string, (stage: ReturnType<typeof setUp>, request: Asked) => void]>([
		["the request expired before it was found", ({ clock }) => clock.advance(3_000)],
		["it was cancelled", ({ central }, request) => central.cancel(request)],
		["it expired while the peripheral rested", ({ clock, radio }) => {
			radio.injectAdvertisement(A, NOTHING);
			clock.advance(2_900);
			radio.injectFailure("deadline");
			clock.advance(100);
		}],
		["the stack was restarted after the answer", ({ answer, clock, connect, radio }) => {
			connect(A);
			answer(characteristic(3, READ));
			clock.advance(1_000);
			radio.injectRestart("stuck");
			radio.injectReady();
		}],
	])("does not look for it: %s", (_what, happen) => {
		const stage = setUp(peripheral("a", A, "onDemand")), request = new Asked(0, undefined, 3_000);
		stage.central.request(request);
		stage.clock.advance(0);
		expect(stage.radio.scanning).toBe(true);
		happen(stage, request);
		stage.clock.advance(600_000);
		expect([stage.state(), stage.radio.scanning]).toEqual(["idle", false]);
	});
});

describe("A request", () => {
	const writable = { write: true };
	function connected(properties: number) {
		const stage = setUp(peripheral("a", A, "hold", writable));
		const found = characteristic(3, properties), connection = stage.bringUp(A, found);
		const ask = (bytes: Uint8Array | undefined) => {
			const request = new Asked(0, bytes, stage.clock.ticks + 30_000);
			stage.central.request(request);
			expect(request.told).toEqual([]);
			stage.clock.advance(0);
			return request;
		};
		/** The declaration is as it was. */
		const confirm = () => {
			expect(stage.radio.running).toBe(`read ${A} 2`);
			stage.radio.injectDone(Uint8Array.of(properties, 3, 0, ...found.uuid));
		};
		return { ...stage, ask, confirm, connection };
	}
	test.each([[WRITE, "request"], [WRITE | COMMAND, "request"], [COMMAND, "command"]])("to write a characteristic with properties %d goes as a %s, and is known to be sent", (properties, way) => {
		const { ask, confirm, radio } = connected(properties);
		const request = ask(Uint8Array.of(7));
		confirm();
		expect(radio.running).toBe(`${way} ${A} 3 7`);
		radio.injectDone();
		expect(request.told).toEqual([[undefined, "", undefined, "sent"]]);
	});
	test.each<[string, number[], unknown]>([
		["the same", [7], [undefined, "", [7], "read back"]],
		["another", [8], ["read back", expect.stringContaining("has another value than was written"), [8], undefined]],
		["a longer one", [7, 0], ["read back", expect.stringContaining("has another value than was written"), [7, 0], undefined]],
	])("what can be read is read back: %s", (_what, bytes, expected) => {
		const { ask, confirm, radio } = connected(READ | WRITE);
		const request = ask(Uint8Array.of(7));
		confirm();
		radio.injectDone();
		expect(radio.running).toBe(`read ${A} 3`);
		radio.injectDone(Uint8Array.from(bytes));
		expect(request.told).toEqual([expected]);
	});
	test.each<[string, number, Uint8Array | undefined, string, string]>([
		["write", READ, Uint8Array.of(7), "write", "the characteristic can't be written"],
		["read", WRITE, undefined, "read", "the characteristic can't be read"],
		["write too much", WRITE, new Uint8Array(21), "write", "21 bytes are too long: the MTU of 23 lets 20 through"],
	])("to %s what does not let it: a reason", (_what, properties, bytes, step, reason) => {
		const { ask, confirm } = connected(properties);
		const request = ask(bytes);
		confirm();
		expect(request.told).toEqual([[step, reason, undefined, undefined]]);
	});
	test("of what the peripheral does not have", () => {
		const { bringUp, central, clock } = setUp(peripheral("a", A, "hold", {}, { name: "y", characteristic: "2a1c" }));
		bringUp(A, characteristic(3, READ));
		const request = new Asked(1, undefined);
		central.request(request);
		clock.advance(0);
		expect(request.told).toEqual([["discover", expect.stringContaining("does not have the declared characteristic"), undefined, undefined]]);
	});
	test("that is refused", () => {
		const { ask, confirm, radio, state } = connected(READ);
		const request = ask(undefined);
		confirm();
		radio.injectFailure("refused");
		expect(request.told).toEqual([["read", expect.stringContaining("it may refuse"), undefined, undefined]]);
		expect(state()).toBe("connected");
	});
	test("in whose middle the peripheral leaves", () => {
		const { ask, confirm, connection, radio, state } = connected(WRITE);
		const request = ask(Uint8Array.of(7));
		confirm();
		radio.injectFailure("disconnected", "it left");
		radio.injectDisconnected(connection);
		expect(request.told).toEqual([["write", "it left", undefined, undefined]]);
		expect(state()).toBe("resting");
	});
	test("whose deadline passes while the radio is busy with another is not told that it is out of reach", () => {
		const { bringUp, central, clock, radio } = setUp(peripheral("a", A, "hold"), peripheral("b", B, "hold"));
		bringUp(A, characteristic(3, READ));
		radio.injectAdvertisement(B, NOTHING);
		expect(radio.running).toBe(`connect ${B}`);
		const request = new Asked(0, undefined, clock.ticks + 5_000);
		central.request(request);
		clock.advance(5_000);
		expect(request.told).toEqual([["discover", expect.stringContaining("the radio was busy"), undefined, undefined]]);
	});
	test("whose deadline passes while it is on the air is told when that is over, and once", () => {
		const { ask, clock, confirm, radio } = connected(READ | WRITE);
		const request = ask(Uint8Array.of(7));
		confirm();
		clock.advance(31_000);
		expect(request.told).toEqual([]);
		radio.injectDone();
		radio.injectDone(Uint8Array.of(7));
		clock.advance(60_000);
		expect(request.told).toEqual([[undefined, "", [7], "read back"]]);
	});
	test("is not written where something else is now, but done after discovery", () => {
		const { answer, ask, clock, connect, connection, radio } = connected(WRITE);
		const request = ask(Uint8Array.of(7));
		radio.injectDone(Uint8Array.of(WRITE, 3, 0, ...parseUUID("2a1c")!));
		expect([request.told, connection.disconnected]).toEqual([[], true]);
		clock.advance(2_000);
		connect(A);
		expect(answer(characteristic(9, WRITE))).toEqual(["discover 1", "request 9 7"]);
		expect(request.told).toEqual([[undefined, "", undefined, "sent"]]);
	});
	test("on a visit is answered by what is read for the visit, and read once", () => {
		const { answer, central, connect, values } = setUp(peripheral("a", A, { every: 60, stay: 2 }, { name: "x" }, { name: "y", at: 1 }, { name: "z", characteristic: "2a1c" }));
		const asked = new Asked(1, undefined);
		central.request(asked);
		connect(A);
		expect(answer(characteristic(3, READ), characteristic(6, READ, "2a1c"))).toEqual(["discover 1", "read 3", "read 6"]);
		// who asks publishes what he asked for
		expect([asked.told, values]).toEqual([[[undefined, "", [3], undefined]], ["a x 3", "a z 6"]]);
	});
	test("that only reads what is to be written leaves it to the visit", () => {
		const { answer, central, connect, values } = setUp(peripheral("a", A, { every: 60, stay: 2 }));
		const asked = new Asked(0, undefined);
		asked.takes = () => false;
		central.request(asked);
		connect(A);
		expect(answer(characteristic(3, READ))).toEqual(["discover 1", "read 3"]);
		expect([asked.told.length, values]).toEqual([1, ["a battery 3"]]);
	});
	test("comes before everything else that is read", () => {
		const { answer, central, clock, connect, radio } = setUp(peripheral("a", A, "onDemand", {}, { name: "y", characteristic: "2a1c", write: true }));
		central.request(new Asked(1, Uint8Array.of(7)));
		clock.advance(0);
		connect(A);
		expect(answer(characteristic(3, READ | NOTIFY), characteristic(6, COMMAND, "2a1c"))).toEqual(["discover 1", "command 6 7", "subscribe 3", "read 3"]);
		expect(radio.running).toBe("");
	});
	test.each<[string, (stage: ReturnType<typeof setUp>) => void, string, RegExp]>([
		["that is not in the air", () => {}, "find", /not heard of in time/],
		["that can't be connected to", ({ radio }) => {
			radio.injectAdvertisement(A, NOTHING);
			radio.injectFailure("deadline", "brought no connection");
		}, "connect", /brought no connection/],
		["that has nothing of it", ({ connect, radio }) => {
			connect(A);
			radio.injectDone([]);
		}, "discover", /nothing of what is configured/],
	])("to one %s ends at its deadline, once, with the step", (_what, happen, step, reason) => {
		const stage = setUp(peripheral("a", A, "onDemand"));
		const request = new Asked(0, undefined, 3_000);
		stage.central.request(request);
		stage.clock.advance(0);
		happen(stage);
		stage.clock.advance(2_999);
		expect(request.told).toEqual([]);
		stage.clock.advance(60_000);
		expect(request.told).toEqual([[step, expect.stringMatching(reason), undefined, undefined]]);
	});
	test("that is cancelled hears nothing, and the same object may ask again", () => {
		const { ask, central, clock, confirm, radio } = connected(READ);
		const request = ask(undefined);
		confirm();
		central.cancel(request);
		central.request(request);
		radio.injectDone(Uint8Array.of(1));
		expect(request.told).toEqual([]);
		clock.advance(0);
		confirm();
		radio.injectDone(Uint8Array.of(2));
		clock.advance(60_000);
		expect(request.told).toEqual([[undefined, "", [2], undefined]]);
	});
	test("asks again from its own answer", () => {
		const { central, clock, confirm, radio } = connected(READ);
		const second = new Asked(0, undefined);
		const first = new class extends Asked {
			override onDone(): void {
				central.request(second);
			}
		}(0, undefined);
		central.request(first);
		clock.advance(0);
		confirm();
		radio.injectDone(Uint8Array.of(1));
		clock.advance(0);
		confirm();
		radio.injectDone(Uint8Array.of(2));
		expect(second.told).toEqual([[undefined, "", [2], undefined]]);
	});
});

describe("Central without a free connection", () => {
	const held = [peripheral("a", A, "hold"), peripheral("b", B, "hold"), peripheral("c", C, "hold")];
	function full(link: unknown) {
		const stage = setUp(...held, peripheral("d", D, link));
		const connections = [A, B, C].map(address => {
			const connection = stage.bringUp(address, characteristic(3, NOTIFY));
			stage.clock.advance(1_000);
			return connection;
		});
		return { ...stage, connections };
	}
	test("lets the one go that was held longest, after 10 s, and has it back next", () => {
		const { answer, clock, connections, radio, state } = full({ every: 60, stay: 5 });
		expect(radio.scanning).toBe(true);
		radio.injectAdvertisement(D, NOTHING);
		expect([state(3), connections[0]!.disconnected]).toEqual(["found", false]);
		clock.advance(7_000);
		expect([state(0), connections[0]!.disconnected]).toEqual(["leaving", true]);
		radio.injectDisconnected(connections[0]!);
		expect(radio.running).toBe(`connect ${D}`);
		const visitor = radio.injectConnected();
		answer(characteristic(3, READ));
		radio.injectAdvertisement(A, NOTHING);
		radio.injectDisconnected(visitor);
		expect(radio.running).toBe(`connect ${A}`);
	});
	test("lets nobody go for one that is not there", () => {
		const { clock, connections } = full({ every: 60, stay: 5 });
		clock.advance(600_000);
		expect(connections.map(({ disconnected }) => disconnected)).toEqual([false, false, false]);
	});
	test("lets one go for one that is held, if something is asked of it", () => {
		const { central, clock, connections, radio } = full("hold");
		central.request(new Asked(3, undefined, clock.ticks + 30_000, 3));
		clock.advance(0);
		expect(radio.scanning).toBe(true);
		radio.injectAdvertisement(D, NOTHING);
		clock.advance(10_000);
		expect(connections[0]!.disconnected).toBe(true);
	});
	test("lets nobody go for one that is held", () => {
		const { clock, connections, radio, state } = full("hold");
		expect(radio.scanning).toBe(false);
		radio.injectAdvertisement(D, NOTHING);
		clock.advance(60_000);
		expect([state(3), connections[0]!.disconnected]).toEqual(["found", false]);
	});
});
