import { DeviceClock } from "../../modules/device/clock";
import { BLERadio } from "../../modules/device/radio";
import type { RadioConnection, RadioError, RadioEvents, RemoteCharacteristic } from "../../modules/peripheral/radio";
import { formatUUID, parseUUID } from "../../modules/text/uuid";
import { parseScenario } from "../../modules/simulator/scenario-parser";
import { world } from "../../modules/simulator/world";

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

let radio: BLERadio;

async function setUp(scenario: object) {
	world.load(parseScenario(JSON.stringify({ seed: 1, ...scenario })));
	radio = new BLERadio({ clock: new DeviceClock(), scan: { interval: 320, window: 160 }, maximumConnections: 2 });
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
const discover = (connection: RadioConnection, service = "180f") =>
	outcome<readonly RemoteCharacteristic[]>(done => connection.discover([parseUUID(service)!], done));
const subscribe = (connection: RadioConnection, characteristic: RemoteCharacteristic) =>
	outcome<void>(done => connection.subscribe(characteristic, done));
/** Waits until the radio came back, and checks that it works. */
async function recovers(address = A) {
	for (let i = 0; i < 100 && !radio.idle; i++)
		await jest.advanceTimersByTimeAsync(100);
	expect((await connect(address)).error).toBeNull();
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => {
	radio.close();
	world.end();
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
			done => connection.discover([parseUUID("180f")!, parseUUID("1815")!], done));
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
	test("a connect that stays pending ends by a restart, after which the radio works", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A), peripheral("b", B)] });
		world.peripheral("a").connections = "refuse";
		const { error } = await connect();
		expect(error).toEqual({ failure: "restarting", message: `connecting to ${A} brought no connection within 10 s` });
		expect(events.restarts).toHaveLength(1);
		await recovers(B);
		expect(events.ready).toBe(2);
	});
	test("a connect that fails without a word is asked for again before the deadline", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A)] });
		world.peripheral("a").connections = "fail";
		setTimeout(() => world.peripheral("a").connections = "accept", 1_000);
		expect((await connect()).error).toBeNull();
		expect(events.restarts).toEqual([]);
	});
	test("connects that always fail end by a restart, after which the radio works", async () => {
		await setUp({ peripherals: [peripheral("a", A), peripheral("b", B)] });
		world.peripheral("a").connections = "fail";
		expect((await connect()).error?.failure).toBe("restarting");
		await recovers(B);
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
	test("a controller that resets, which closes the client without a word, is noticed while scanning and while not", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A)] });
		world.gap.reset();
		await jest.advanceTimersByTimeAsync(15_000);
		expect(events.restarts).toHaveLength(1);
		radio.scan(true);
		world.gap.reset();
		await jest.advanceTimersByTimeAsync(15_000);
		expect(events.restarts).toHaveLength(2);
		await recovers();
	});
	test("other connections end with a restart, and are told", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A), peripheral("b", B)] });
		const { result: other } = await connect(B);
		world.peripheral("a").connections = "refuse";
		await connect();
		expect(events.restarts).toHaveLength(1);
		expect((await discover(other)).error?.failure).toBe("disconnected");
		await recovers(B);
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
	test("after close nothing is heard", async () => {
		const { events } = await setUp({ peripherals: [peripheral("a", A)] });
		radio.scan(true);
		radio.close();
		await jest.advanceTimersByTimeAsync(60_000);
		expect(events.heard.size).toBe(0);
	});
});
