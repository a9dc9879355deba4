import { nameMatch, prefixMatch } from "../../modules/configuration/name-match";
import { Central } from "../../modules/peripheral/central";
import type { PeripheralConfiguration, ValueConfiguration } from "../../modules/configuration/configuration";
import { linkDeclaration } from "../../modules/configuration/link-declaration";
import { valueParser } from "../../modules/configuration/value-parser";
import { Log } from "../../modules/text/log";
import type { RemoteCharacteristic } from "../../modules/peripheral/radio";
import { parseUUID } from "../../modules/text/uuid";
import type { DeviceMemory } from "../../modules/peripheral/device-memory";
import { ManualClock } from "../manual-clock";
import { FakeRadio } from "./fake-radio";

const SERVICE = parseUUID("180f")!;
const BATTERY = parseUUID("2a19")!;
const VOLTAGE = parseUUID("2b18")!;
const NOTHING = new Uint8Array(0);

function value(name: string, characteristic: Uint8Array): ValueConfiguration {
	return {
		name, characteristic, service: SERVICE, topic: `t/${name}`, json: false, ending: "", group: undefined, place: 0, discovered: false,
		read: undefined, write: false, onChange: false, deadBand: 0, minimumInterval: 0, maximumInterval: 0, expireAfter: 0, entities: [],
		...valueParser.value.declareForm({ format: "uint8", at: 0, bit: 0, bits: 0, scale: 1, offset: 0, decimals: undefined, unit: "" }),
	};
}

function peripheral(name: string, address: string, ...values: ValueConfiguration[]): PeripheralConfiguration {
	return { name, slug: name, sticky: false, leftOut: [], link: linkDeclaration.value.linkOf("hold"), match: { by: "address", address }, values: values.length ? values : [value("battery", BATTERY)] };
}

const characteristic = (handle: number, uuid = BATTERY, properties = 0x10): RemoteCharacteristic => ({ handle, service: SERVICE, uuid, properties });

const A = "a4:c1:38:00:00:0a", B = "a4:c1:38:00:00:0b", C = "a4:c1:38:00:00:0c", D = "a4:c1:38:00:00:0d";

/** One for all restarts of a gateway. */
class Memory implements DeviceMemory {
	readonly kept = new Map<string, string>();
	recall(key: string): string | undefined {
		return this.kept.get(key);
	}
	keep(key: string, address: string): void {
		this.kept.set(key, address);
	}
}

const named = (name: string, advertised: string, more: object = {}): PeripheralConfiguration =>
	({ ...peripheral(name, A), match: nameMatch(advertised), ...more });
/** A complete local name. */
const nameData = (name: string) => Uint8Array.of(1 + name.length, 0x09, ...Buffer.from(name));
const text = (name: string, characteristic = BATTERY): ValueConfiguration => ({ ...value(name, characteristic), format: "utf8" });

function setUp(...peripherals: PeripheralConfiguration[]) {
	return setUpWith(new Memory(), peripherals);
}

function setUpWith(memory: DeviceMemory, peripherals: readonly PeripheralConfiguration[]) {
	const clock = new ManualClock();
	const lines: string[] = [];
	const values: string[] = [];
	const stuck: string[] = [];
	const radio = new FakeRadio();
	const central = new Central({
		clock, memory, radio, peripherals,
		random: () => 0.5,
		log: new Log(clock, line => lines.push(line), "debug"),
		onValue: (of, what, channel, bytes) => values.push(`${of.name} ${what.name} ${channel} ${[...bytes]}`),
		onStuck: reason => stuck.push(reason),
	});
	central.start();
	radio.injectReady();
	/** Takes a peripheral from missing to connected. */
	const bringUp = (address: string, ...found: RemoteCharacteristic[]) => bringUpBy(address, NOTHING, 0, ...found);
	const setUpAll = (found: readonly RemoteCharacteristic[]) => radio.injectAnswers(found);
	const bringUpBy = (address: string, data: Uint8Array, addressType: number, ...found: RemoteCharacteristic[]) => {
		radio.injectAdvertisement(address, data, addressType);
		const connection = radio.injectConnected();
		setUpAll(found.length ? found : [characteristic(3)]);
		return connection;
	};
	return { bringUp, bringUpBy, central, clock, lines, radio, setUpAll, stuck, values };
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
		expect(central.peripherals[0]!.stateName).toBe("connected");
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
		expect(central.peripherals.map(({ stateName }) => stateName)).toEqual(["discovering", "missing"]);
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
		expect(central.peripherals[0]!.stateName).toBe("resting");
		expect(lines.at(-1)).toContain("WARNING a: disconnected; looking for it again in 1.5 s");
		expect(radio.scanning).toBe(false);
		clock.advance(1_500);
		expect(radio.scanning).toBe(true);
		bringUp(A);
		expect(central.peripherals[0]!.stateName).toBe("connected");
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
			expect(lines.at(-1)).toMatch(new RegExp(`a: ${stage} brought no answer; .*looking for it again in`));
			const before = clock.ticks;
			while (central.peripherals[0]!.stateName === "resting")
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
		expect(central.peripherals[1]!.stateName).toBe("connected");
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
		expect(central.peripherals[0]!.stateName).toBe("connected");
	});
	test("a characteristic that can neither notify, nor indicate, nor be read is told", () => {
		const { lines, radio } = setUp(peripheral("a", A));
		radio.injectAdvertisement(A, NOTHING);
		radio.injectConnected();
		radio.injectDone([characteristic(3, BATTERY, 0x08)]);
		expect(lines.find(line => line.includes("ERROR"))).toContain("offers neither notifications nor indications, nor can it be read: the value battery can't be had");
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
		expect(central.peripherals[3]!.stateName).toBe("connected");
	});
	test("a restart of the BLE stack makes all peripherals missing at once, and is told", () => {
		const { bringUp, central, lines, radio } = setUp(peripheral("a", A), peripheral("b", B));
		bringUp(A);
		radio.injectAdvertisement(B, NOTHING);
		radio.injectRestart("connecting to b brought no connection");
		expect(lines.some(line => line.includes("restarting the BLE stack: connecting to b"))).toBe(true);
		expect(central.peripherals.map(({ stateName }) => stateName)).toEqual(["missing", "resting"]);
		radio.injectReady();
		expect(radio.scanning).toBe(true);
	});
	test("whoever made a restart necessary rests for at least 30 seconds", () => {
		const { central, clock, radio } = setUp(peripheral("a", A));
		radio.injectAdvertisement(A, NOTHING);
		radio.injectRestart("stuck");
		radio.injectReady();
		clock.advance(30_000);
		expect(central.peripherals[0]!.stateName).toBe("resting");
		clock.advance(60_000);
		expect(central.peripherals[0]!.stateName).toBe("missing");
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
		expect(central.peripherals[0]!.stateName).toBe("missing");
	});
	test("close ends the radio and leaves no alarm", () => {
		const { bringUp, central, clock, radio } = setUp(peripheral("a", A));
		bringUp(A);
		central.close();
		expect([radio.closed, clock.pending]).toEqual([true, 0]);
	});
	test("when a rest ends, whom the scan has told of meanwhile is told of again", () => {
		const { bringUp, clock, radio } = setUp(peripheral("a", A), peripheral("b", B));
		radio.injectDisconnected(bringUp(A));
		expect([radio.scanning, radio.scannedAnew]).toEqual([true, 0]);
		clock.advance(1_500);
		expect(radio.scannedAnew).toBe(1);
	});
	test("a characteristic that does not answer a subscription, or refuses it, may want pairing, which is told", () => {
		for (const failure of ["deadline", "refused"] as const) {
			const { lines, radio } = setUp(peripheral("a", A));
			radio.injectAdvertisement(A, NOTHING);
			radio.injectConnected();
			radio.injectDone([characteristic(3)]);
			radio.injectFailure(failure);
			expect(lines.at(-1)).toContain(`subscribe ${A} 3 failed; it may want to be paired with, which this gateway does not do`);
		}
	});
});

describe("Central with devices of one name", () => {
	test("they keep their peripherals when they come back in another order, until restart", () => {
		const peripherals = [named("first", "Volt"), named("second", "Volt")];
		const { bringUpBy, central, clock, radio } = setUp(...peripherals);
		const a = bringUpBy(A, nameData("Volt"), 0), b = bringUpBy(B, nameData("Volt"), 0);
		radio.injectDisconnected(a);
		radio.injectDisconnected(b);
		clock.advance(60_000);
		radio.injectAdvertisement(B, nameData("Volt"));
		expect(central.peripherals.map(({ stateName }) => stateName)).toEqual(["missing", "connecting"]);
		const restarted = setUp(...peripherals);
		restarted.bringUpBy(B, nameData("Volt"), 0);
		expect(restarted.central.peripherals[0]!.address).toBe(B);
	});
	test("a third one is not taken in place of one that is kept, which is told once", () => {
		const { bringUpBy, central, clock, lines, radio } = setUp(named("a", "Volt"));
		radio.injectDisconnected(bringUpBy(A, nameData("Volt"), 0));
		clock.advance(60_000);
		radio.injectAdvertisement(C, nameData("Volt"));
		radio.injectAdvertisement(C, nameData("Volt"));
		expect(central.peripherals[0]!.stateName).toBe("missing");
		expect(lines.filter(line => line.includes(`${C} matches a, which keeps the device at ${A} until the gateway restarts`))).toHaveLength(1);
		radio.injectAdvertisement(A, NOTHING);
		expect(radio.running).toBe(`connect ${A}`);
	});
	test("one at a private address, which changes by itself, is not kept; one at a static random address is", () => {
		for (const [address, kept] of [["4a:00:00:00:00:01", false], ["ca:00:00:00:00:01", true]] as const) {
			const { bringUpBy, clock, radio } = setUp(named("a", "Volt"));
			radio.injectDisconnected(bringUpBy(address, nameData("Volt"), 1));
			clock.advance(60_000);
			radio.injectAdvertisement("4b:00:00:00:00:02", nameData("Volt"), 1);
			expect(radio.running === "").toBe(kept);
		}
	});
	test("one with which nothing succeeded is not kept", () => {
		const { clock, radio } = setUp(named("a", "Volt"));
		radio.injectAdvertisement(A, nameData("Volt"));
		radio.injectFailure("deadline");
		clock.advance(60_000);
		radio.injectAdvertisement(B, nameData("Volt"));
		expect(radio.running).toBe(`connect ${B}`);
	});
	test("a sticky one is kept across restarts, and chosen anew once the declaration is another one", () => {
		const memory = new Memory(), sticky = named("a", "Volt", { sticky: true });
		setUpWith(memory, [sticky]).bringUpBy(A, nameData("Volt"), 0);
		const { lines, radio } = setUpWith(memory, [sticky]);
		expect(lines.some(line => line.includes(`a is only ever the device at ${A} (sticky)`))).toBe(true);
		radio.injectAdvertisement(B, nameData("Volt"));
		expect(radio.running).toBe("");
		radio.injectAdvertisement(A, NOTHING);
		expect(radio.running).toBe(`connect ${A}`);
		const other = setUpWith(memory, [named("a", "Amp", { sticky: true })]);
		other.radio.injectAdvertisement(B, nameData("Amp"));
		expect(other.radio.running).toBe(`connect ${B}`);
		expect([...memory.kept.keys()].every(key => key.length <= 15)).toBe(true);
	});
	test("what is not sticky is not kept across restarts", () => {
		const memory = new Memory();
		setUpWith(memory, [named("a", "Volt")]).bringUpBy(A, nameData("Volt"), 0);
		expect(memory.kept.size).toBe(0);
	});
	test.each<[string, PeripheralConfiguration["match"], PeripheralConfiguration["match"]]>([
		["the same name, padded", nameMatch("Volt"), nameMatch("Volt ")],
		["a name and its beginning", nameMatch("Volt"), prefixMatch("Vo")],
		["two beginnings", prefixMatch("Volt"), prefixMatch("Vo")],
		["the same address", { by: "address", address: A }, { by: "address", address: A }],
		["the same service", { by: "service", uuid: SERVICE }, { by: "service", uuid: SERVICE }],
	])("%s: the start warns and names both", (_what, one, other) => {
		for (const [first, second] of [[one, other], [other, one]] as const) {
			const { lines } = setUp({ ...peripheral("a", A), match: first }, { ...peripheral("b", A), match: second });
			expect(lines.filter(line => /WARNING one device can match both a and b/.test(line))).toHaveLength(1);
		}
	});
	test("what differs makes no warning", () => {
		const { lines } = setUp(named("a", "Volt"), named("b", "Volts"), peripheral("c", A), peripheral("d", B), { ...peripheral("e", A), match: { by: "service", uuid: SERVICE } });
		expect(lines.filter(line => /WARNING/.test(line))).toEqual([]);
	});
	test("a device that one entry names by its address is for no other, whichever comes first", () => {
		for (const peripherals of [[named("a", "Volt"), peripheral("b", B)], [peripheral("b", B), named("a", "Volt")]]) {
			const { bringUpBy, central, clock, lines, radio } = setUp(...peripherals);
			const stateOf = (name: string) => central.peripherals.find(({ configuration }) => configuration.name === name)!.stateName;
			radio.injectDisconnected(bringUpBy(B, nameData("Volt"), 0));
			radio.injectAdvertisement(B, nameData("Volt"));
			expect([stateOf("a"), stateOf("b")]).toEqual(["missing", "resting"]);
			clock.advance(60_000);
			radio.injectAdvertisement(B, nameData("Volt"));
			expect([stateOf("a"), stateOf("b")]).toEqual(["missing", "connecting"]);
			expect(lines.filter(line => /WARNING one device can match both .*: it is for b, which names its address/.test(line))).toHaveLength(1);
			expect(lines.filter(line => /sticky/.test(line))).toEqual([]);
		}
	});
	test("a crowd of one name makes no flood, though the one that is kept is away", () => {
		const { bringUpBy, clock, lines, radio } = setUp(named("a", "Volt", { sticky: true }));
		radio.injectDisconnected(bringUpBy(A, nameData("Volt"), 0));
		clock.advance(60_000);
		for (let i = 0; i < 100; i++)
			radio.injectAdvertisement(`a4:c1:38:00:01:${i % 10}0`, nameData("Volt"));
		const told = lines.filter(line => /matches a, which keeps/.test(line));
		expect(told).toHaveLength(4);
		expect(told[0]).toContain("for ever (sticky): change its name or match to choose anew");
	});
	test("what only an advertisement shows, a name and an address for one device, is told when it is seen", () => {
		const { lines, radio } = setUp(named("a", "Volt"), peripheral("b", B));
		radio.injectAdvertisement(B, nameData("Volt"));
		radio.injectAdvertisement(B, nameData("Volt"));
		expect(lines.filter(line => /WARNING one device can match both a and b/.test(line))).toHaveLength(1);
	});
});

describe("Central and long values", () => {
	/** Up to the discovery. */
	function connected(...values: ValueConfiguration[]) {
		const stage = setUp(peripheral("a", A, ...values));
		stage.radio.injectAdvertisement(A, NOTHING);
		return { ...stage, connection: stage.radio.injectConnected() };
	}
	test("a larger MTU is asked for where a value may need it, and only there", () => {
		const at19 = { ...value("x", BATTERY), at: 19 }, at20 = { ...value("x", BATTERY), at: 20 };
		const bits = { ...value("x", BATTERY), format: "bits" as const, at: 18, bit: 15, bits: 2 };
		for (const [declared, asked] of [[at19, false], [at20, true], [bits, true], [text("x"), true]] as const)
			expect(connected(declared).radio.running).toBe(asked ? `exchange MTU ${A}` : `discover ${A} 1`);
	});
	test("a text that fills what the MTU brings may be cut: told once", () => {
		const { connection, lines, radio, values } = connected(text("x"));
		connection.mtu = 60;
		radio.injectDone();
		radio.injectDone([characteristic(3)]);
		radio.injectDone();
		for (const length of [56, 57, 57])
			radio.injectNotification(connection, 3, new Uint8Array(length));
		expect(lines.filter(line => /a: a text of 57 bytes may have been cut: .*MTU of 60/.test(line))).toHaveLength(1);
		expect(values).toHaveLength(3);
	});
	test("a number that fills it is not a text", () => {
		const { connection, lines, radio } = connected({ ...value("x", BATTERY), at: 20 });
		radio.injectDone();
		radio.injectDone([characteristic(3)]);
		radio.injectDone();
		radio.injectNotification(connection, 3, new Uint8Array(20));
		expect(lines.filter(line => /WARNING/.test(line))).toEqual([]);
	});
	test("a peripheral that leaves the request unanswered is not asked again", () => {
		const { clock, lines, radio } = connected(text("x"));
		radio.injectFailure("deadline");
		expect(lines.at(-1)).toContain("next time it is not asked");
		clock.advance(60_000);
		radio.injectAdvertisement(A, NOTHING);
		radio.injectConnected();
		expect(radio.running).toBe(`discover ${A} 1`);
	});
	test("one that leaves meanwhile is asked again", () => {
		const { clock, radio } = connected(text("x"));
		radio.injectFailure("disconnected");
		clock.advance(60_000);
		radio.injectAdvertisement(A, NOTHING);
		radio.injectConnected();
		expect(radio.running).toBe(`exchange MTU ${A}`);
	});
});

describe("Central at debug", () => {
	test("tells who is in the air and why it is not the one, each once a minute, at most two a second", () => {
		const { clock, lines, radio } = setUp(named("a", "Voltmeter"), peripheral("b", B));
		const shortened = Uint8Array.of(5, 0x08, ...Buffer.from("Volt"), 3, 0x03, 0x0f, 0x18);
		const air = () => lines.filter(line => / air /.test(line)).map(line => line.slice(17));
		radio.injectAdvertisement(C, shortened);
		radio.injectAdvertisement(D, nameData("Ammeter"));
		expect(air()).toEqual([`${C} (public) "Volt", -60 dBm, services 180f: not a, its name is shortened here; "Voltmeter" must come complete; not b, it is not at ${B}`]);
		for (let i = 0; i < 100; i++) {
			clock.advance(100);
			radio.injectAdvertisement(C, shortened);
			radio.injectAdvertisement(D, nameData("Ammeter"));
		}
		expect(air()).toHaveLength(2);
		expect(air()[1]).toContain(`${D} (public) "Ammeter", -60 dBm: not a, its name is not "Voltmeter"`);
		clock.advance(60_000);
		radio.injectAdvertisement(C, NOTHING);
		expect(air()[2]).toContain("without a name, -60 dBm: not a, this packet has no name");
	});
	test("a crowd makes no flood", () => {
		const { clock, lines, radio } = setUp(peripheral("a", A));
		for (let i = 0; i < 600; i++) {
			clock.advance(100);
			radio.injectAdvertisement(`00:00:00:00:${Math.floor(i / 100) + 10}:${i % 100 + 100}`.slice(0, 17), NOTHING);
		}
		expect(lines.filter(line => / air /.test(line)).length).toBeLessThanOrEqual(48);
	});
});
