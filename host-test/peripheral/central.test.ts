import { Central } from "../../modules/peripheral/central";
import type { PeripheralConfiguration, ValueConfiguration } from "../../modules/configuration/configuration";
import { declareForm } from "../../modules/configuration/configuration-value";
import { Log } from "../../modules/text/log";
import type { RemoteCharacteristic } from "../../modules/peripheral/radio";
import { parseUUID } from "../../modules/text/uuid";
import { ManualClock } from "../manual-clock";
import { FakeRadio } from "./fake-radio";

const SERVICE = parseUUID("180f")!;
const BATTERY = parseUUID("2a19")!;
const VOLTAGE = parseUUID("2b18")!;
const NOTHING = new Uint8Array(0);

function value(name: string, characteristic: Uint8Array): ValueConfiguration {
	return {
		name, characteristic, service: SERVICE, topic: `t/${name}`, json: false, ending: "",
		...declareForm({ format: "uint8", at: 0, bit: 0, bits: 0, scale: 1, offset: 0, decimals: undefined, unit: "" }),
	};
}

function peripheral(name: string, address: string, ...values: ValueConfiguration[]): PeripheralConfiguration {
	return { name, sticky: false, match: { by: "address", address }, values: values.length ? values : [value("battery", BATTERY)] };
}

const characteristic = (handle: number, uuid = BATTERY, properties = 0x10): RemoteCharacteristic => ({ handle, service: SERVICE, uuid, properties });

const A = "a4:c1:38:00:00:0a", B = "a4:c1:38:00:00:0b", C = "a4:c1:38:00:00:0c", D = "a4:c1:38:00:00:0d";

function setUp(...peripherals: PeripheralConfiguration[]) {
	const clock = new ManualClock();
	const lines: string[] = [];
	const values: string[] = [];
	const stuck: string[] = [];
	const radio = new FakeRadio();
	const central = new Central({
		clock, radio, peripherals,
		random: () => 0.5,
		log: new Log(clock, line => lines.push(line), "debug"),
		onValue: (of, what, channel, bytes) => values.push(`${of.name} ${what.name} ${channel} ${[...bytes]}`),
		onStuck: reason => stuck.push(reason),
	});
	central.start();
	radio.injectReady();
	/** Takes a peripheral from missing to connected. */
	const bringUp = (address: string, ...found: RemoteCharacteristic[]) => {
		radio.injectAdvertisement(address, NOTHING);
		const connection = radio.injectConnected();
		radio.injectDone(found.length ? found : [characteristic(3)]);
		while (radio.running)
			radio.injectDone();
		return connection;
	};
	return { bringUp, central, clock, lines, radio, stuck, values };
}

describe("Central", () => {
	test("scans as long as a peripheral is missing, and not beyond", () => {
		const { bringUp, radio } = setUp(peripheral("a", A), peripheral("b", B));
		expect(radio.scanning).toBe(true);
		bringUp(A);
		expect(radio.scanning).toBe(true);
		bringUp(B);
		expect(radio.scanning).toBe(false);
	});
	test("takes a peripheral through connect, discover and subscribe", () => {
		const { bringUp, central, radio } = setUp(peripheral("a", A, value("battery", BATTERY), value("voltage", VOLTAGE)));
		bringUp(A, characteristic(3), characteristic(6, VOLTAGE), characteristic(9, parseUUID("2a00")!));
		expect(radio.operations).toEqual([`connect ${A}`, `discover ${A} 1`, `subscribe ${A} 3`, `subscribe ${A} 6`]);
		expect(central.peripherals[0]!.state).toBe("connected");
	});
	test("what matches nobody is left alone", () => {
		const { radio } = setUp(peripheral("a", A));
		radio.injectAdvertisement(B, NOTHING);
		expect(radio.operations).toEqual([]);
	});
	test("one device serves one peripheral, though it matches two", () => {
		const { central, radio } = setUp(peripheral("a", A), peripheral("again", A));
		radio.injectAdvertisement(A, NOTHING);
		radio.injectConnected();
		radio.injectAdvertisement(A, NOTHING);
		expect(central.peripherals.map(({ state }) => state)).toEqual(["discovering", "missing"]);
	});
	test("a notification reaches each value that is configured for its characteristic", () => {
		const { bringUp, radio, values } = setUp(peripheral("z", D), peripheral("a", A, value("low", BATTERY), value("voltage", VOLTAGE), value("high", BATTERY)));
		const connection = bringUp(A, characteristic(3), characteristic(6, VOLTAGE));
		radio.injectNotification(connection, 3, Uint8Array.of(1, 2));
		radio.injectNotification(connection, 6, Uint8Array.of(9));
		radio.injectNotification(connection, 77, Uint8Array.of(5));
		expect(values).toEqual(["a low 1 1,2", "a high 3 1,2", "a voltage 2 9"]);
	});
	test("a peripheral that goes away is looked for again after a delay", () => {
		const { bringUp, central, clock, lines, radio } = setUp(peripheral("a", A));
		const connection = bringUp(A);
		radio.injectDisconnected(connection);
		expect(central.peripherals[0]!.state).toBe("resting");
		expect(lines.at(-1)).toContain("WARNING a: disconnected; looking for it again in 1.5 s");
		expect(radio.scanning).toBe(false);
		clock.advance(1_500);
		expect(radio.scanning).toBe(true);
		bringUp(A);
		expect(central.peripherals[0]!.state).toBe("connected");
	});
	test.each(["connect", "discover", "subscribe"] as const)("a %s that fails is told and tried again later, longer each time", stage => {
		const { central, clock, lines, radio } = setUp(peripheral("a", A));
		let last = 0;
		for (let i = 0; i < 4; i++) {
			radio.injectAdvertisement(A, NOTHING);
			if (stage !== "connect")
				radio.injectConnected();
			if (stage === "subscribe")
				radio.injectDone([characteristic(3)]);
			radio.injectFailure("deadline", `${stage} brought no answer`);
			expect(lines.at(-1)).toContain(`a: ${stage} brought no answer; looking for it again in`);
			const before = clock.ticks;
			while (central.peripherals[0]!.state === "resting")
				clock.advance(100);
			expect(clock.ticks - before).toBeGreaterThan(last);
			last = clock.ticks - before;
		}
	});
	test("a peripheral that failed after connecting is disconnected", () => {
		const { radio } = setUp(peripheral("a", A));
		radio.injectAdvertisement(A, NOTHING);
		const connection = radio.injectConnected();
		radio.injectFailure("not found");
		expect(connection.disconnected).toBe(true);
	});
	test("a peripheral that fails does not keep another waiting", () => {
		const { bringUp, central, radio } = setUp(peripheral("bad", A), peripheral("good", B));
		radio.injectAdvertisement(A, NOTHING);
		radio.injectFailure("deadline");
		bringUp(B);
		expect(central.peripherals[1]!.state).toBe("connected");
	});
	test("one that was found while the radio was busy has its turn next", () => {
		const { radio } = setUp(peripheral("a", A), peripheral("b", B));
		radio.injectAdvertisement(A, NOTHING);
		radio.injectAdvertisement(B, NOTHING);
		radio.injectFailure("deadline");
		expect(radio.running).toBe(`connect ${B}`);
	});
	test("a characteristic that is not there is told with what to check, and the others are used", () => {
		const { bringUp, central, lines } = setUp(peripheral("a", A, value("battery", BATTERY), value("voltage", VOLTAGE)));
		bringUp(A, characteristic(3));
		expect(lines.find(line => line.includes("ERROR"))).toContain("a: no characteristic 2b18 in a service 180f, so there is no value voltage: check the UUIDs");
		expect(central.peripherals[0]!.state).toBe("connected");
	});
	test("a characteristic that can neither notify nor indicate is told", () => {
		const { lines, radio } = setUp(peripheral("a", A));
		radio.injectAdvertisement(A, NOTHING);
		radio.injectConnected();
		radio.injectDone([characteristic(3, BATTERY, 0x02)]);
		expect(lines.find(line => line.includes("ERROR"))).toContain("offers neither notifications nor indications");
	});
	test("a characteristic that only indicates is subscribed to", () => {
		const { radio } = setUp(peripheral("a", A));
		radio.injectAdvertisement(A, NOTHING);
		radio.injectConnected();
		radio.injectDone([characteristic(3, BATTERY, 0x20)]);
		expect(radio.running).toBe(`subscribe ${A} 3`);
	});
	test("scanning waits for a TLS handshake, and connections stay", () => {
		const { bringUp, central, radio, values } = setUp(peripheral("a", A), peripheral("b", B));
		const connection = bringUp(A);
		central.hold(true);
		expect(radio.scanning).toBe(false);
		radio.injectNotification(connection, 3, Uint8Array.of(7));
		expect(values).toHaveLength(1);
		central.hold(false);
		expect(radio.scanning).toBe(true);
	});
	test("connecting, which takes more of the air than scanning, waits for a TLS handshake too", () => {
		const { central, radio } = setUp(peripheral("a", A), peripheral("b", B));
		radio.injectAdvertisement(A, NOTHING);
		radio.injectAdvertisement(B, NOTHING);
		central.hold(true);
		radio.injectFailure("deadline");
		expect(radio.running).toBe("");
		central.hold(false);
		expect(radio.running).toBe(`connect ${B}`);
	});
	test("a hold that comes in the middle of an operation keeps the scan off afterwards", () => {
		const { central, radio } = setUp(peripheral("a", A), peripheral("b", B));
		radio.injectAdvertisement(A, NOTHING);
		central.hold(true);
		radio.injectFailure("deadline");
		expect(radio.scanning).toBe(false);
	});
	test("more peripherals than the radio holds: the rest wait, which is told, and come when there is room", () => {
		const { bringUp, central, clock, lines, radio } = setUp(peripheral("a", A), peripheral("b", B), peripheral("c", C), peripheral("d", D));
		const connection = bringUp(A);
		bringUp(B);
		bringUp(C);
		expect(radio.scanning).toBe(false);
		expect(lines.filter(line => line.includes("d must wait until one ends"))).toHaveLength(1);
		radio.injectDisconnected(connection);
		clock.advance(0);
		expect(radio.scanning).toBe(true);
		bringUp(D);
		expect(central.peripherals[3]!.state).toBe("connected");
	});
	test("a restart of the BLE stack makes all peripherals missing at once, and is told", () => {
		const { bringUp, central, lines, radio } = setUp(peripheral("a", A), peripheral("b", B));
		bringUp(A);
		radio.injectAdvertisement(B, NOTHING);
		radio.injectRestart("connecting to b brought no connection");
		expect(lines.some(line => line.includes("restarting the BLE stack: connecting to b"))).toBe(true);
		expect(central.peripherals.map(({ state }) => state)).toEqual(["missing", "resting"]);
		radio.injectReady();
		expect(radio.scanning).toBe(true);
	});
	test("whoever made a restart necessary rests for at least 30 seconds", () => {
		const { central, clock, radio } = setUp(peripheral("a", A));
		radio.injectAdvertisement(A, NOTHING);
		radio.injectRestart("stuck");
		radio.injectReady();
		clock.advance(30_000);
		expect(central.peripherals[0]!.state).toBe("resting");
		clock.advance(60_000);
		expect(central.peripherals[0]!.state).toBe("missing");
	});
	test("a connection that held for 30 seconds makes the next delay short again", () => {
		const { bringUp, central, clock, radio } = setUp(peripheral("a", A));
		for (let i = 0; i < 8; i++) {
			radio.injectAdvertisement(A, NOTHING);
			radio.injectFailure("deadline");
			clock.advance(60_000);
		}
		const connection = bringUp(A);
		clock.advance(30_000);
		radio.injectDisconnected(connection);
		clock.advance(1_500);
		expect(central.peripherals[0]!.state).toBe("missing");
	});
	test("close ends the radio and leaves no alarm", () => {
		const { bringUp, central, clock, radio } = setUp(peripheral("a", A));
		bringUp(A);
		central.close();
		expect([radio.closed, clock.pending]).toEqual([true, 0]);
	});
});
