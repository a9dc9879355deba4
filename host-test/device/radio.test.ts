import { DeviceClock } from "../../modules/device/clock";
import { BLERadio } from "../../modules/device/radio";
import { nameMatch } from "../../modules/configuration/name-match";
import { matches } from "../../modules/peripheral/peripheral-matcher";
import type { Alarm } from "../../modules/text/clock";
import type { RadioConnection, RadioError, RadioEvents, RemoteCharacteristic } from "../../modules/peripheral/radio";
import { formatUUID, parseUUID } from "../../modules/text/uuid";
import { parseScenario } from "../../modules/simulator/scenario-parser";
import { world } from "../../modules/simulator/world";
import Time, { forgetTime, startTicksAt } from "../moddable/time";

const A = "a4:c1:38:00:00:0a", B = "a4:c1:38:00:00:0b";

const battery = (properties = ["notify"], more: object = {}) => ({
	uuid: "180f",
	characteristics: [{ uuid: "2a19", properties, value: { counter: { format: "uint8", start: 0, step: 1 } }, every: 100, ...more }],
});

const peripheral = (name: string, address: string, more: object = {}) => ({
	name, address, advertise: { interval: 100, name: true, services: ["180f"] }, services: [battery()], ...more,
});

class Recorder implements RadioEvents {
	readonly heard = new Set<string>();
	readonly values: number[][] = [];
	readonly disconnected: RadioConnection[] = [];
	readonly restarts: string[] = [];
	readonly stuck: string[] = [];
	ready = 0;
	onReady(): void {
		this.ready++;
	}
	onPacket(): boolean {
		return true;
	}
	onAdvertisement(address: string): void {
		this.heard.add(address);
	}
	onNotification(_connection: RadioConnection, handle: number, value: Uint8Array): void {
		this.values.push([handle, ...value]);
	}
	onDisconnected(connection: RadioConnection): void {
		this.disconnected.push(connection);
	}
	onRestart(reason: string): void {
		this.restarts.push(reason);
	}
	onStuck(reason: string): void {
		this.stuck.push(reason);
	}
}

/** An engine so busy that each timer is due when it comes to look: between two of them it delivers one message. */
class BusyClock extends DeviceClock {
	override set(callback: () => void, delay: number): Alarm {
		return super.set(callback, delay < 1_000 ? 0 : delay);
	}
}

let radio: BLERadio;

/** Others' messages: ten are all that the engine's queue holds (MODDEF_TASK_QUEUELENGTH). */
function congest(): void {
	const { state } = world.gap, client = state.current!;
	for (let i = 0; i < 9; i++) {
		state.post(client, () => {});
		client.useCount--;
	}
}

async function setUp(scenario: object, clock = new DeviceClock()) {
	world.load(parseScenario(JSON.stringify({ seed: 1, ...scenario })));
	radio = new BLERadio({ clock, scan: { interval: 320, window: 160 }, maximumConnections: 2 });
	const events = new Recorder();
	radio.open(events);
	await jest.advanceTimersByTimeAsync(200);
	return { events, radio };
}

type Outcome<T> = { error: RadioError | null; result: T } | undefined;

async function outcome<T>(ask: (done: (error: RadioError | null, result?: T) => void) => void, limit = 20_000): Promise<{ error: RadioError | null; result: T }> {
	let result: Outcome<T>;
	let calls = 0;
	ask((error, value) => {
		calls++;
		result = { error, result: value as T };
	});
	expect(calls).toBe(0);		// never from inside the call
	for (let waited = 0; !result && waited < limit; waited += 10)
		await jest.advanceTimersByTimeAsync(10);
	await jest.advanceTimersByTimeAsync(100);
	expect(calls).toBe(1);		// and only once
	return result!;
}

const connect = (address = A) => outcome<RadioConnection>(done => radio.connect(address, 0, done));
const wanted = (service: string, ...characteristics: string[]) =>
	characteristics.map(uuid => ({ service: parseUUID(service)!, characteristic: parseUUID(uuid)! }));
const discover = (connection: RadioConnection, ...characteristics: string[]) =>
	outcome<readonly RemoteCharacteristic[]>(done => connection.discover(wanted("180f", "2a19", ...characteristics), done));
const subscribe = (connection: RadioConnection, characteristic: RemoteCharacteristic) =>
	outcome<number>(done => connection.subscribe(characteristic.handle, characteristic.properties, 0, done));
/** Waits until the radio came back, and checks that it works. */
async function recovers(address = A) {
	for (let i = 0; i < 100 && !radio.idle; i++)
		await jest.advanceTimersByTimeAsync(100);
	expect((await connect(address)).error).toBeNull();
}

/** Milliseconds in which nothing else ran. */
let blocked: number;

beforeEach(() => {
	jest.useFakeTimers();
	blocked = 0;
	world.block = time => {
		blocked += time;
		startTicksAt(Time.ticks + time);
	};
});
afterEach(() => {
	radio.close();
	world.end();
	world.block = undefined;
	forgetTime();
	jest.useRealTimers();
});

describe("BLERadio", () => {
	test("hears what advertises while it scans, and nothing afterwards", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A)] });
		radio.scan(true);
		await jest.advanceTimersByTimeAsync(1_000);
		expect([...events.heard]).toEqual([A]);
		events.heard.clear();
		radio.scan(false);
		await jest.advanceTimersByTimeAsync(30_000);
		expect(events.heard.size).toBe(0);
	});
	test("hears a device again, though the controller tells of each only once a scan", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A)] });
		radio.scan(true);
		await jest.advanceTimersByTimeAsync(1_000);
		events.heard.clear();
		await jest.advanceTimersByTimeAsync(12_000);
		expect([...events.heard]).toEqual([A]);
	});
	test("a name that is shortened in the advertisement is told in full by the scan response", async () => {
		const { events } = await setUp({ peripherals: [peripheral("Voltmeter", A, { advertise: { interval: 100, name: "Volt", complete: true } })] });
		const match = nameMatch("Voltmeter");
		const matched: boolean[] = [];
		events.onAdvertisement = (address: string, _type?: number, _rssi?: number, data = new Uint8Array(0)) => void matched.push(matches(match, address, data));
		radio.scan(true);
		await jest.advanceTimersByTimeAsync(1_000);
		expect(matched).toEqual([false, true]);
	});
	test("connects, discovers, subscribes and reports values", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A)] });
		radio.scan(true);
		const { result: connection } = await connect();
		const { result: found } = await discover(connection);
		expect(found.map(({ uuid, properties }) => [formatUUID(uuid), properties])).toEqual([["2a19", 0x10]]);
		expect((await subscribe(connection, found[0]!)).error).toBeNull();
		await jest.advanceTimersByTimeAsync(1_000);
		expect(events.values.length).toBeGreaterThan(5);
		expect(events.values.every(([handle]) => handle === found[0]!.handle)).toBe(true);
	});
	test("after a connection it can scan, and be closed, as if nothing had been: the native count is even", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A), peripheral("b", B)] });
		for (let i = 0; i < 3; i++) {
			const { result: connection } = await connect();
			connection.disconnect();
			await jest.advanceTimersByTimeAsync(1_000);
			radio.scan(true);
			await jest.advanceTimersByTimeAsync(1_000);
			radio.scan(false);
		}
		expect(events.heard).toEqual(new Set([A, B]));
		expect(events.restarts).toEqual([]);
		radio.close();
		await jest.advanceTimersByTimeAsync(1_000);
		radio.open(events);		// "BLE already initialized" if the one before were still there
		await jest.advanceTimersByTimeAsync(500);
		expect(radio.idle).toBe(true);
	});
	test("values of both services come when two are wanted: discovery forgets none", async () => {
		const voltage = { uuid: "1815", characteristics: [{ uuid: "2b18", properties: ["notify"], value: { hex: "ac00" }, every: 100 }] };
		const { events } = await setUp({ peripherals: [peripheral("a", A, { services: [battery(), voltage] })] });
		const { result: connection } = await connect();
		const { result: found } = await outcome<readonly RemoteCharacteristic[]>(
			done => connection.discover([...wanted("180f", "2a19"), ...wanted("1815", "2b18")], done));
		for (const characteristic of found)
			await subscribe(connection, characteristic);
		await jest.advanceTimersByTimeAsync(1_000);
		expect(new Set(events.values.map(([handle]) => handle))).toEqual(new Set(found.map(({ handle }) => handle)));
		expect(found).toHaveLength(2);
	});
	test("with a larger MTU long values come whole; without they are cut", async () => {
		const long = { uuid: "180f", characteristics: [{ uuid: "2a19", properties: ["notify"], value: { hex: "ab".repeat(244) }, every: 100 }] };
		for (const exchange of [false, true]) {
			const { events } = await setUp({ peripherals: [peripheral("a", A, { services: [long], mtu: 247 })] });
			const { result: connection } = await connect();
			if (exchange)
				expect((await outcome<void>(done => connection.exchangeMTU(done))).error).toBeNull();
			expect(connection.mtu).toBe(exchange ? 247 : 23);
			const { result: found } = await discover(connection);
			await subscribe(connection, found[0]!);
			await jest.advanceTimersByTimeAsync(500);
			expect(new Set(events.values.map(({ length }) => length - 1))).toEqual(new Set([exchange ? 244 : 20]));
			radio.close();
			world.end();
		}
	});
	test("a connect that stays pending is cancelled, and the radio goes on without a restart", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A), peripheral("b", B)] });
		const { result: other } = await connect(B);
		world.peripheral("a").connections = "refuse";
		for (let i = 0; i < 3; i++) {
			const { error } = await connect();
			expect(error).toEqual({ failure: "deadline", message: `connecting to ${A} brought no connection within 10 s` });
		}
		expect(events.restarts).toEqual([]);
		expect((await discover(other)).error).toBeNull();
		world.peripheral("a").connections = "accept";
		await recovers();
		expect(world.gap.state.current!.useCount).toBe(1);
		expect(blocked).toBe(0);
	});
	// the controller knows of no connect any more, and its event is on the way: Command Disallowed
	test.each([0, 0x20c])("a link that comes while the connect is being cancelled counts, with result %d", async result => {
		const { events } = await setUp({ peripherals: [peripheral("a", A)] });
		world.peripheral("a").connections = "refuse";
		const { nimble } = world.gap.state, cancel = nimble.cancelConnect;
		nimble.cancelConnect = () => {
			world.peripheral("a").connections = "accept";
			return result;
		};
		const { error } = await connect();
		nimble.cancelConnect = cancel;
		expect([error, events.restarts]).toEqual([null, []]);
		expect(world.gap.state.current!.useCount).toBe(1);
	});
	test("where cancelling brings nothing the client is restarted", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A), peripheral("b", B)] });
		const { result: other } = await connect(B);
		world.peripheral("a").connections = "refuse";
		for (const [result, restarts] of [[0, 1], [19, 2]] as const) {
			const { nimble } = world.gap.state, cancel = nimble.cancelConnect;
			nimble.cancelConnect = () => result;
			expect((await connect()).error).toEqual({ failure: "restarting", message: `connecting to ${A} brought no connection within 10 s, nor could it be cancelled` });
			nimble.cancelConnect = cancel;
			expect(events.restarts).toHaveLength(restarts);
			await jest.advanceTimersByTimeAsync(3_000);
		}
		expect((await discover(other)).error?.failure).toBe("disconnected");
		await recovers(B);
	});
	test("a restart for another reason cancels the pending connect first: stopping NimBLE with it takes 4 s", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A), peripheral("b", B)] });
		world.peripheral("a").connections = "refuse";
		radio.connect(A, 0, () => {});
		await jest.advanceTimersByTimeAsync(1_000);
		radio.restart({ failure: "exception", message: "a bug" });
		await jest.advanceTimersByTimeAsync(5_000);
		expect([blocked, events.restarts]).toEqual([0, ["a bug"]]);
		await recovers(B);
	});
	test("a link that never came about (0x3e) goes with what was asked of it", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A)] });
		world.peripheral("a").connections = "fail";
		const { error, result: connection } = await connect();
		expect(error ?? (await discover(connection)).error).toMatchObject({ failure: "disconnected" });
		expect(events.restarts).toEqual([]);
		world.peripheral("a").connections = "accept";
		await recovers();
	});
	test("connects that NimBLE refuses are asked for again, and their records mended by a restart when nobody is connected", async () => {
		const { events } = await setUp({ maxConnections: 1, peripherals: [peripheral("a", A), peripheral("b", B)] });
		const { result: connection } = await connect();
		for (let i = 0; i < 4; i++)
			expect((await connect(B)).error?.failure).toBe("deadline");
		await jest.advanceTimersByTimeAsync(60_000);
		expect(events.restarts).toEqual([]);
		connection.disconnect();
		await jest.advanceTimersByTimeAsync(2_000);
		expect(events.restarts).toEqual([expect.stringMatching(/^NimBLE refused \d+ connects/)]);
		await recovers(B);
		expect(world.gap.state.connections).toHaveLength(1);
	});
	test("a scan command that is not answered: nothing is called in that turn, for it would crash the chip, and the radio comes back", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A), peripheral("b", B)] });
		await connect(B);
		radio.scan(true);
		await jest.advanceTimersByTimeAsync(9_000);
		world.controller.silent = true;
		await jest.advanceTimersByTimeAsync(5_000);
		expect(blocked).toBe(2_000);
		expect(events.restarts).toHaveLength(1);
		world.controller.silent = false;
		await recovers();
	});
	test("a controller that is slow but answers costs nothing but the time: the scan goes on", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A)] });
		radio.scan(true);
		const { nimble } = world.gap.state, cancel = nimble.cancelScan;
		nimble.cancelScan = () => {
			world.block!(1_500);
			cancel.call(nimble);
		};
		await jest.advanceTimersByTimeAsync(9_000);
		events.heard.clear();
		await jest.advanceTimersByTimeAsync(1_500);
		nimble.cancelScan = cancel;
		await jest.advanceTimersByTimeAsync(2_000);
		expect([[...events.heard], events.restarts, blocked]).toEqual([[A], [], 1_500]);
	});
	test("a connect while the controller is silent ends by a restart", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A)] });
		radio.scan(true);
		world.controller.silent = true;
		expect((await connect()).error?.failure).toBe("restarting");
		world.controller.silent = false;
		await jest.advanceTimersByTimeAsync(15_000);
		await recovers();
		expect(events.restarts.length).toBeGreaterThan(0);
	});
	test("a stack that does not become ready names memory", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A)] });
		world.controller.silent = true;
		world.gap.reset();
		await jest.advanceTimersByTimeAsync(15_000);
		expect(events.restarts[1]).toMatch(/was not ready within 10 s; most likely memory is short/);
	});
	test("whom the scan has told of is told of again at once when that is asked", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A)] });
		radio.scan(true);
		await jest.advanceTimersByTimeAsync(1_000);
		events.heard.clear();
		radio.scan(true);
		await jest.advanceTimersByTimeAsync(1_000);
		expect(events.heard.size).toBe(0);
		radio.scan(true, true);
		await jest.advanceTimersByTimeAsync(1_000);
		expect(events.heard.size).toBe(1);
	});
	test("a refused MTU leaves things as they are; one that is not answered ends with the connection", async () => {
		await setUp({ peripherals: [peripheral("a", A, { mtu: 100 })] });
		const { result: connection } = await connect();
		world.peripheral("a").mtuExchange = "refuse";
		expect((await outcome<void>(done => connection.exchangeMTU(done))).error).toBeNull();
		expect(connection.mtu).toBe(23);
		expect((await discover(connection)).error).toBeNull();
		world.peripheral("a").mtuExchange = "stall";
		expect((await outcome<void>(done => connection.exchangeMTU(done))).error?.failure).toBe("deadline");
	});
	test.each([["notify", "requests", null], ["indicate", "requests", null], ["notify", "refuses", "refused"], ["indicate", "refuses", "refused"], ["notify", "missing", "not found"]])(
		"a subscription to %s of a peripheral that is %s: %s, within 2 s", async (property, subscription, failure) => {
			await setUp({ peripherals: [peripheral("a", A, { services: [battery([property], { subscription })] })] });
			const { result: connection } = await connect();
			const { result: found } = await discover(connection);
			const { error } = await outcome<number>(done => connection.subscribe(found[0]!.handle, found[0]!.properties, 0, done), 2_000);
			expect(error?.failure ?? null).toBe(failure);
		});
	describe("reads and writes", () => {
		const lamp = (more: object = {}, properties = ["read", "write", "writeWithoutResponse", "notify"]) =>
			({ peripherals: [peripheral("a", A, { services: [{ uuid: "180f", characteristics: [{ uuid: "2a19", properties, value: { hex: "0102" }, ...more }] }] })] });
		const read = (connection: RadioConnection, handle: number) =>
			outcome<number[]>(done => connection.read(handle, (error, bytes) => done(error, [...bytes])), 2_000);
		const write = (connection: RadioConnection, handle: number, response: boolean, ...bytes: number[]) =>
			outcome<void>(done => connection.write(handle, Uint8Array.from(bytes), response, done), 2_000);
		async function found(scenario: object) {
			const { events } = await setUp(scenario);
			const { result: connection } = await connect();
			const { result: [characteristic] } = await discover(connection);
			return { events, connection, handle: characteristic!.handle };
		}
		test("a value that is read", async () => {
			const { connection, handle } = await found(lamp());
			expect(await read(connection, handle)).toEqual({ error: null, result: [1, 2] });
		});
		test.each([[{ reading: "refuses" }, ["read"], 0], [{}, ["write"], 0], [{}, ["read"], 77]])("a read that is answered with an error is told so: %j %j, handle %d", async (more, properties, handle) => {
			const { connection, handle: real } = await found(lamp(more, properties));
			const { error, result } = await read(connection, handle || real);
			expect([error?.failure, result]).toEqual(["refused", []]);
			expect(connection.mtu).toBe(23);
			expect((await read(connection, real - 1)).error).toBeNull();
		});
		test.each([
			[true, "normal", [7]], [false, "normal", [7]], [true, "requests", [7]], [false, "requests", [1, 2]],
			[true, "refuses", [1, 2]], [true, "ignores", [1, 2]], [true, "alters", [8]],
		])("with response %s to a peripheral that is %s: it has %j", async (response, writing, expected) => {
			const { connection, handle } = await found(lamp({ writing }));
			expect((await write(connection, handle, response, 7)).error).toBeNull();
			expect((await read(connection, handle)).result).toEqual(expected);
		});
		test("a write that NimBLE does not take, because the peripheral has just left, ends as that, and not as a refusal", async () => {
			const { connection, handle } = await found(lamp());
			const writeRequest = jest.spyOn(world.gatt, "writeRequest").mockImplementation(() => {
				world.gap.state.nimble.links[0]!.break();
				return 7;
			});
			expect((await write(connection, handle, true, 7)).error?.failure).toBe("disconnected");
			const { result: again } = await connect();
			writeRequest.mockImplementation(() => 6);
			expect((await write(again, handle, true, 7)).error).toMatchObject({ failure: "exception", message: expect.stringContaining("NimBLE did not send it (error 6)") });
		});
		test("a peripheral that leaves meanwhile", async () => {
			const { connection, handle } = await found(lamp());
			world.peripheral("a").disconnect();
			expect((await read(connection, handle)).error?.failure).toBe("disconnected");
			expect((await write(connection, handle, true, 7)).error?.failure).toBe("disconnected");
		});
		test("handles of a former connection serve without discovery", async () => {
			const { connection, events, handle } = await found(lamp());
			const { result: configuration } = await outcome<number>(done => connection.subscribe(handle, 0x10, 0, done));
			world.peripheral("a").disconnect();
			await jest.advanceTimersByTimeAsync(1_000);
			const { result: again } = await connect();
			world.peripheral("a").discovery = "stall";
			expect((await outcome<number>(done => again.subscribe(handle, 0x10, configuration, done), 2_000)).error).toBeNull();
			expect((await read(again, handle)).result).toEqual([1, 2]);
			expect((await write(again, handle, true, 9)).error).toBeNull();
			expect(events.values).toEqual([[handle, 9]]);
		});
		test("notifications come when what discovery found is forgotten", async () => {
			const { connection, events, handle } = await found(lamp());
			await outcome<number>(done => connection.subscribe(handle, 0x10, 0, done));
			connection.settle();
			expect((await write(connection, handle, false, 9)).error).toBeNull();
			expect(events.values).toEqual([[handle, 9]]);
			expect((await discover(connection)).result).toHaveLength(1);
			expect((await read(connection, handle)).result).toEqual([9]);
		});
	});
	test("a discovery that never ends is ended with the connection, without a restart", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A)] });
		const { result: connection } = await connect();
		world.peripheral("a").discovery = "stall";
		const { error } = await discover(connection);
		expect(error).toEqual({ failure: "deadline", message: `discovering the services of ${A} brought no answer within 10 s` });
		expect(events.restarts).toEqual([]);
		world.peripheral("a").discovery = "normal";
		await recovers();
	});
	test("a peripheral that is gone, whose link NimBLE gives up late, because it asked for that, costs no restart", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A), peripheral("b", B)] });
		const { result: connection } = await connect();
		world.peripheral("a").supervisionTimeout = 32_000;
		world.peripheral("a").vanish();
		connection.disconnect();
		await jest.advanceTimersByTimeAsync(33_000);
		expect([events.disconnected, events.restarts]).toEqual([[connection], []]);
		await recovers(B);
	});
	test("a discovery that comes back empty finds nothing", async () => {
		await setUp({ peripherals: [peripheral("a", A)] });
		const { result: connection } = await connect();
		world.peripheral("a").discovery = "empty";
		expect(await discover(connection)).toEqual({ error: null, result: [] });
	});
	test("a subscription that is never confirmed ends with the connection", async () => {
		await setUp({ peripherals: [peripheral("a", A)] });
		const { result: connection } = await connect();
		const { result: found } = await discover(connection);
		world.peripheral("a").subscriptions = "stall";
		expect((await subscribe(connection, found[0]!)).error?.failure).toBe("deadline");
		world.peripheral("a").subscriptions = "normal";
		await recovers();
	});
	test("indications are subscribed to by the descriptor, and read back", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A, { services: [battery(["indicate"])] })] });
		const { result: connection } = await connect();
		const { result: found } = await discover(connection);
		expect((await subscribe(connection, found[0]!)).error).toBeNull();
		await jest.advanceTimersByTimeAsync(500);
		expect(events.values.length).toBeGreaterThan(0);
	});
	test("a descriptor before the CCCD is not written to", async () => {
		const { events } = await setUp({
			peripherals: [peripheral("a", A, { services: [battery(["notify"], { descriptors: [{ uuid: "2901", text: "battery" }] })] })],
		});
		const { result: connection } = await connect();
		const { result: found } = await discover(connection);
		expect((await subscribe(connection, found[0]!)).error).toBeNull();
		await jest.advanceTimersByTimeAsync(500);
		expect(events.values.length).toBeGreaterThan(0);
	});
	test("a peripheral that goes in the middle of an operation ends it", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A)] });
		const { result: connection } = await connect();
		world.peripheral("a").discovery = "stall";
		setTimeout(() => world.peripheral("a").disconnect(), 1_000);
		expect((await discover(connection)).error?.failure).toBe("disconnected");
		expect(events.disconnected).toEqual([connection]);
	});
	test("what is asked of a connection that is gone fails at once", async () => {
		await setUp({ peripherals: [peripheral("a", A)] });
		const { result: connection } = await connect();
		world.peripheral("a").disconnect();
		await jest.advanceTimersByTimeAsync(500);
		expect((await discover(connection)).error?.failure).toBe("disconnected");
		connection.disconnect();
	});
	test("until a link is gone that was disconnected nothing else is done, and then it is told", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A)] });
		const { result: connection } = await connect();
		connection.disconnect();
		expect(radio.idle).toBe(false);
		await jest.advanceTimersByTimeAsync(1_000);
		expect(radio.idle).toBe(true);
		expect(events.disconnected).toEqual([connection]);
		expect(events.restarts).toEqual([]);
		await recovers();
	});
	test("a handler that throws does not get as far as the engine: the stack is restarted, with the reason", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A)] });
		events.onNotification = () => {
			throw new Error("a bug of ours");
		};
		const { result: connection } = await connect();
		const { result: found } = await discover(connection);
		await subscribe(connection, found[0]!);
		await jest.advanceTimersByTimeAsync(500);
		expect(events.restarts[0]).toMatch(/handling onCharacteristicNotification threw "Error: a bug of ours"/);
	});
	test("a second operation at the same time is a programmer's mistake", async () => {
		await setUp({ peripherals: [peripheral("a", A)] });
		radio.connect(A, 0, () => {});
		expect(radio.idle).toBe(false);
		expect(() => radio.connect(A, 0, () => {})).toThrow("busy connecting");
		expect(() => radio.scan(true)).toThrow("busy connecting");
	});
	test("a controller that resets, which closes the client without a word, is noticed within a second, whatever the radio does", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A)] });
		const waits = async (restarts: number) => {
			world.gap.reset();
			await jest.advanceTimersByTimeAsync(1_000);
			expect(events.restarts).toHaveLength(restarts);
			expect(events.restarts.at(-1)).toContain("the BLE stack has reset itself");
			await jest.advanceTimersByTimeAsync(2_000);
		};
		await waits(1);
		radio.scan(true);
		await waits(2);
		world.peripheral("a").connections = "refuse";
		radio.connect(A, 0, () => {});
		await jest.advanceTimersByTimeAsync(1_000);
		await waits(3);
		world.peripheral("a").connections = "accept";
		await recovers();
		await waits(4);
		await recovers();
	});
	test.each(["connect", "subscribe", "MTU"])("a reset in the middle of a %s, whose next step would call into freed memory, is noticed", async what => {
		const { events } = await setUp({ peripherals: [peripheral("a", A), peripheral("b", B)] });
		const { result: connection } = await connect(B);
		const { result: found } = await discover(connection);
		const done = jest.fn();
		world.peripheral("a").connections = "refuse";
		world.peripheral("b").subscriptions = world.peripheral("b").mtuExchange = "stall";
		if (what === "connect")
			radio.connect(A, 0, done);
		else if (what === "subscribe")
			connection.subscribe(found[0]!.handle, found[0]!.properties, 0, done);
		else
			connection.exchangeMTU(done);
		await jest.advanceTimersByTimeAsync(what === "connect" ? 9_980 : 2_000);
		world.gap.reset();
		await jest.advanceTimersByTimeAsync(1_000);
		expect(done).toHaveBeenCalledTimes(1);
		expect(done.mock.calls[0]![0]).toMatchObject({ failure: "restarting" });
		expect(events.restarts).toHaveLength(1);
		world.peripheral("a").connections = "accept";
		await recovers();
	});
	test("closed while a restart cancels a connect, the client goes all the same", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A)] });
		world.peripheral("a").connections = "refuse";
		radio.connect(A, 0, () => {});
		await jest.advanceTimersByTimeAsync(1_000);
		radio.restart({ failure: "exception", message: "a bug" });
		radio.restart({ failure: "exception", message: "another in the same turn" });
		radio.close();
		await jest.advanceTimersByTimeAsync(1_000);
		expect([world.gap.state.current, events.restarts]).toEqual([undefined, ["a bug"]]);
	});
	test("a stack that never comes back is told once, and tried for all the same", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A)] });
		world.gap.initialize = () => {
			throw new Error("BLE already initialized");
		};
		world.gap.reset();
		await jest.advanceTimersByTimeAsync(300_000);
		expect(events.stuck).toHaveLength(1);
		expect(events.stuck[0]).toContain("BLE already initialized");
	});
	describe("on a busy engine, where timers overtake messages", () => {
		async function busy() {
			const { events } = await setUp({ peripherals: [peripheral("a", A, { services: [battery(["read", "notify"])] })] }, new BusyClock());
			const { result: connection } = await connect();
			const { result: found } = await discover(connection);
			const a = world.peripheral("a"), { read } = a;
			a.read = handle => {
				congest();
				return read.call(a, handle);
			};
			return { connection, events, found };
		}
		test("a value that waits behind other messages is no refusal", async () => {
			const { connection, found } = await busy();
			expect((await outcome<void>(done => connection.read(found[0]!.handle, error => done(error)))).error).toBeNull();
		});
		test("nor is what a subscription reads back", async () => {
			const { connection, found } = await busy();
			expect((await subscribe(connection, found[0]!)).error).toBeNull();
		});
		test("a discovery that the peripheral cuts short by leaving does not count, though its leaving is told late", async () => {
			const { connection } = await busy();
			world.peripheral("a").discovery = "stall";
			const { onBroken } = world.gap;
			world.gap.onBroken = link => {
				congest();
				onBroken.call(world.gap, link);
			};
			setTimeout(() => world.peripheral("a").disconnect(), 1_000);
			expect((await discover(connection)).error?.failure).toBe("disconnected");
		});
		test("a link that comes while the connect is being cancelled, and is told late, counts", async () => {
			await setUp({ peripherals: [peripheral("a", A)] }, new BusyClock());
			world.peripheral("a").connections = "refuse";
			const { onConnect, state: { nimble } } = world.gap, cancel = nimble.cancelConnect;
			nimble.cancelConnect = () => {
				world.peripheral("a").connections = "accept";
				return 0;
			};
			world.gap.onConnect = link => {
				congest();
				onConnect.call(world.gap, link);
			};
			const { error } = await connect();
			nimble.cancelConnect = cancel;
			expect(error).toBeNull();
			expect(world.gap.state.current!.useCount).toBe(1);
		});
		test("a client is made when the one before it is gone, whose end is told late", async () => {
			const { events } = await setUp({ peripherals: [peripheral("a", A)] }, new BusyClock());
			radio.restart({ failure: "exception", message: "a bug" });
			congest();
			await jest.advanceTimersByTimeAsync(2_000);
			expect(events.ready).toBe(2);
		});
	});
	test("a link that nobody waits for would keep its peripheral for ever: the stack is restarted", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A)] });
		world.gap.connect(world.peripheral("a").address.slice().buffer, 0);
		await jest.advanceTimersByTimeAsync(2_000);
		expect(events.restarts).toEqual(["a link came that nobody waits for"]);
		await recovers();
	});
	test("where no handle is left for a descriptor the SDK is not asked: it would never answer, and lose memory", async () => {
		const bare = (uuid: string) => ({ uuid, properties: ["notify"], value: { hex: "01" }, subscription: "missing" });
		await setUp({ peripherals: [peripheral("a", A, { services: [{ uuid: "180f", characteristics: [bare("2a19"), bare("2a1a")] }] })] });
		const discoverDescriptors = jest.spyOn(world.gatt, "discoverDescriptors");
		const { result: connection } = await connect();
		const { result: found } = await discover(connection, "2a1a");
		for (const characteristic of found)
			expect((await subscribe(connection, characteristic)).error?.failure).toBe("not found");
		expect([found.length, discoverDescriptors.mock.calls.length]).toEqual([2, 0]);
	});
	test.each(["connecting", "discovering", "writing"])("closed while %s it leaves no timer, and calls nobody", async what => {
		await setUp({ peripherals: [peripheral("a", A), peripheral("b", B)] });
		const { result: connection } = await connect(B);
		const done = jest.fn();
		world.peripheral("a").connections = "refuse";
		world.peripheral("b").discovery = world.peripheral("b").subscriptions = "stall";
		if (what === "connecting")
			radio.connect(A, 0, done);
		else if (what === "discovering")
			connection.discover(wanted("180f", "2a19"), done);
		else
			connection.write(3, Uint8Array.of(1), true, done);
		await jest.advanceTimersByTimeAsync(1_000);
		radio.close();
		world.end();
		await jest.advanceTimersByTimeAsync(200);
		expect([jest.getTimerCount(), done.mock.calls.length]).toEqual([0, 0]);
	});
	test("after close nothing is heard", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A)] });
		radio.scan(true);
		radio.close();
		await jest.advanceTimersByTimeAsync(60_000);
		expect(events.heard.size).toBe(0);
	});
});
