import { Central } from "../../modules/peripheral/central";
import { DiscoveredTable } from "../../modules/peripheral/discovered-table";
import type { RemoteCharacteristic } from "../../modules/peripheral/radio";
import { Log } from "../../modules/text/log";
import { formatUUID, parseUUID } from "../../modules/text/uuid";
import { ManualClock } from "../manual-clock";
import { configurationOf, soundConfiguration, soundPeripheral } from "../sound-configuration";
import { FakeRadio } from "./fake-radio";

const ADDRESS = "a4:c1:38:00:00:0a", NOTIFY = 0x10, READ = 0x02;

const characteristic = (uuid: string, handle: number, properties = NOTIFY): RemoteCharacteristic => ({ handle, service: parseUUID("180f")!, uuid: parseUUID(uuid)!, properties });

/** A central whose peripheral publishes all. */
function setUp(changes: object = {}) {
	const { peripherals, values } = configurationOf(soundConfiguration({ peripherals: [soundPeripheral({ name: "a", match: { address: ADDRESS }, publish: "all", ...changes })] }));
	const clock = new ManualClock(), lines: string[] = [], got: string[] = [], radio = new FakeRadio(), discovered = DiscoveredTable.of(values)!;
	const central = new Central({
		clock, radio, peripherals, discovered,
		random: () => 0.5,
		memory: { recall: () => undefined, keep: () => {} },
		log: new Log(clock, line => lines.push(line), "debug"),
		onValue: (_of, _what, channel, bytes) => got.push(`${formatUUID(discovered.characteristic(channel) ?? values[channel]!.characteristic)} ${[...bytes]}`),
		onStuck: () => {},
	});
	central.start();
	radio.injectReady();
	const connect = () => {
		radio.injectAdvertisement(ADDRESS, new Uint8Array(0));
		const connection = radio.injectConnected();
		while (radio.running.startsWith("exchange MTU"))
			radio.injectDone();
		return connection;
	};
	return { central, clock, connect, discovered, got, lines, radio };
}

test("what notifies besides is subscribed to, and read where it can be; what does not notify, and what is declared, is not", () => {
	const { connect, got, radio } = setUp();
	const connection = connect();
	expect(radio.running).toBe(`discover ${ADDRESS} 2`);
	radio.injectAnswers([characteristic("2a00", 3, READ), characteristic("2a6e", 6, NOTIFY | READ), characteristic("2a19", 9), characteristic("2a19", 12), characteristic("2a6e", 18), characteristic("12345678-1234-1234-1234-123456789abc", 15, 0x20)]);
	expect(radio.operations.slice(2)).toEqual([`discover ${ADDRESS} 2`, `subscribe ${ADDRESS} 9`, `subscribe ${ADDRESS} 6`, `read ${ADDRESS} 6`, `subscribe ${ADDRESS} 15`]);
	radio.injectNotification(connection, 6, Uint8Array.of(1, 2));
	radio.injectNotification(connection, 15, Uint8Array.of(3));
	expect(got).toEqual(["2a6e 6", "2a6e 1,2", "12345678-1234-1234-1234-123456789abc 3"]);
});
test("only what is left out of a device is not", () => {
	const { connect, lines, radio } = setUp({ device: "heart-rate", values: { "2a38": false } });
	connect();
	radio.injectAnswers([characteristic("2a37", 3), characteristic("2a38", 6), characteristic("2a19", 9)]);
	expect(lines.filter(line => / too, which nobody declared/.test(line)).map(line => /notifies (\S+)/.exec(line)![1])).toEqual(["2a19"]);
});
test("beyond eight, how many are not published is told", () => {
	const { connect, lines, radio } = setUp();
	connect();
	radio.injectAnswers(Array.from({ length: 11 }, (_, index) => characteristic(`2a6${index.toString(16)}`, 3 + 3 * index)));
	expect(radio.operations.filter(operation => operation.startsWith("subscribe"))).toHaveLength(8);
	expect(lines.some(line => line.includes("a: 3 more characteristics notify, and are not published, for there is no room for them: declare those that matter"))).toBe(true);
});
test("one that can't be subscribed to costs the others nothing", () => {
	const { central, connect, lines, radio } = setUp({ values: undefined });
	connect();
	radio.injectDone([characteristic("2a6e", 3), characteristic("2a6f", 6)]);
	radio.injectFailure("refused", "it wants to be paired with");
	expect(radio.running).toBe(`subscribe ${ADDRESS} 6`);
	radio.injectDone();
	expect(central.peripherals[0]!.stateName).toBe("connected");
	expect(lines.some(line => line.includes("a: it wants to be paired with: 2a6e, which nobody declared, is not published"))).toBe(true);
});
test("one that never answers is not asked on the next connection", () => {
	const { clock, connect, radio } = setUp();
	connect();
	radio.injectDone([characteristic("2a19", 3), characteristic("2a6e", 6)]);
	radio.injectDone();
	radio.injectFailure("deadline");
	radio.injectDisconnected(radio.connections[0]!);
	clock.advance(60_000);
	const before = radio.operations.length;
	connect();
	radio.injectAnswers([characteristic("2a19", 3)]);
	expect(radio.operations.slice(before).filter(operation => operation.startsWith("subscribe"))).toEqual([`subscribe ${ADDRESS} 3 by 4`]);
});
test("a place is kept for its characteristic when discovery finds other handles, and used without discovery when not", () => {
	const { clock, connect, discovered, got, radio } = setUp({ values: undefined });
	const found = [characteristic("2a6e", 3), characteristic("2a6f", 6)], again = (handles: readonly RemoteCharacteristic[]) => {
		radio.injectDisconnected(radio.connections.at(-1)!);
		clock.advance(60_000);
		const connection = connect();
		radio.injectAnswers(handles);
		return connection;
	};
	connect();
	radio.injectAnswers(found);
	again(found);
	expect(radio.operations.filter(operation => operation.startsWith("discover"))).toHaveLength(1);
	const connection = again([characteristic("2a6f", 3), characteristic("2a19", 6), characteristic("2a6e", 9)]);
	expect(radio.operations.filter(operation => operation.startsWith("discover"))).toHaveLength(2);
	got.length = 0;
	for (const handle of [3, 6, 9])
		radio.injectNotification(connection, handle, Uint8Array.of(handle));
	expect(got.sort()).toEqual(["2a19 6", "2a6e 9", "2a6f 3"]);
	expect([0, 1, 2].map(channel => formatUUID(discovered.characteristic(channel)!))).toEqual(["2a6e", "2a6f", "2a19"]);
});
