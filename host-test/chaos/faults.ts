import type { JournalMode } from "../../modules/configuration/configuration";
import { pause } from "../patience";
import type { Bench } from "./bench";
import { breaksOften, ENDINGS, endsAt, GOOD, SILENT, wrongAcknowledgements } from "./conducts";
import { Drip } from "./drip";

export interface Fault {
	readonly name: string;
	/** For people: what is broken. */
	readonly title: string;
	/** Breaks things while readings flow. When it resolves nothing is broken any more. */
	run(bench: Bench): Promise<void>;
}

/** Bytes of RAM: half a second of readings. */
const SMALL_QUEUE = 2_048;
/** Milliseconds of readings that a power cut may take: what has waited for 2 s is written, and looked after every 100 ms. */
const UNWRITTEN = 2_150;
/** Shortest keep-alive, in seconds: the SDK's client sends a PINGREQ after three quarters of it. */
const KEEP_ALIVE = 10;

export const faults: readonly Fault[] = Object.freeze<Fault[]>([
	{
		name: "broker-killed",
		title: "the broker is killed and started again, at any moment",
		async run(bench) {
			const times = bench.quick ? 3 : 50;
			const broker = await bench.openBroker();
			await bench.startGateway(broker.port);
			for (let time = 0; time < times; time++) {
				await bench.until(() => bench.connections > time, "the next connection");
				// either while what waited goes out, or when it has gone
				await pause(bench.random() < 0.5 ? bench.between(0, 30) : bench.between(0, bench.quick ? 300 : 2_000));
				await broker.kill();
				await pause(bench.between(0, bench.quick ? 200 : 2_000));
				await broker.start();
			}
			await bench.flow(50);
			bench.expect(bench.connections > times, `the gateway was connected ${bench.connections} times, with ${times} outages`);
		},
	},
	{
		name: "broker-frozen",
		title: "the broker is stopped for a while, and goes on",
		async run(bench) {
			const broker = await bench.openBroker();
			// 90 s of them are what the journal holds
			await bench.startGateway(broker.port, { peripherals: 2 });
			await bench.flow(20);
			broker.freeze();
			const { kept } = bench.ledger;
			await pause(bench.quick ? 2_500 : 90_000);
			bench.expect(bench.ledger.kept <= kept + 8, "readings were acknowledged by a broker that was stopped");
			broker.thaw();
			await bench.flow(100);
		},
	},
	{
		name: "never-acknowledged",
		title: "the broker takes readings and acknowledges none; then a good one comes",
		async run(bench) {
			const broker = await bench.openFaultyBroker([SILENT]);
			await bench.startGateway(broker.port, { peripherals: 2 });
			// the gateway itself gives such a connection up after 30 s
			await pause(bench.quick ? 1_500 : 75_000);
			bench.expect(bench.ledger.kept === 0, "a reading counts as acknowledged");
			broker.conducts = [GOOD];
			broker.drop();
			await bench.flow(100);
			bench.expect(broker.connects >= (bench.quick ? 2 : 4), `there were only ${broker.connects} connections`);
		},
	},
	{
		name: "wrongly-acknowledged",
		title: "acknowledgements come twice, out of order, too early, and for packets that never were",
		async run(bench) {
			const conducts = wrongAcknowledgements(bench.random);
			const broker = await bench.openFaultyBroker(conducts);
			// so that some go to flash while they are in flight
			await bench.startGateway(broker.port, { config: { queue: SMALL_QUEUE } });
			for (let index = 0; index < conducts.length; index++) {
				await bench.flow(bench.quick ? 20 : 1_000);
				broker.drop();
				await bench.until(() => broker.connects > index + 1, "the next connection");
			}
			await bench.flow(20);
			broker.conducts = [GOOD];
			broker.reform();
			bench.expect(broker.connects === conducts.length + 1, `there were ${broker.connects} connections, not ${conducts.length + 1}`);
		},
	},
	{
		name: "disconnected",
		title: "the broker ends the connection at each kind of packet",
		async run(bench) {
			const rounds = bench.quick ? 1 : 5;
			const endings = Array.from({ length: rounds }, () => ENDINGS).flat();
			const broker = await bench.openFaultyBroker([...endings, endsAt("pingreq"), GOOD]);
			await bench.startGateway(broker.port, { peripherals: 2, config: { keepAlive: KEEP_ALIVE } });
			for (let ended = 0; ended <= endings.length; ended++)
				await bench.until(() => broker.ended > ended, `the ending after ${ended} others`);
			await bench.flow(50);
		},
	},
	{
		name: "network-breaks",
		title: "the network breaks every second or two, right after a PUBLISH",
		async run(bench) {
			const broker = await bench.openFaultyBroker([breaksOften(bench.random)]);
			await bench.startGateway(broker.port, { peripherals: 2 });
			await pause(bench.quick ? 5_000 : 90_000);
			bench.expect(broker.ended > (bench.quick ? 1 : 20), `it broke only ${broker.ended} times`);
			broker.conducts = [GOOD];
			broker.drop();
			await bench.flow(100);
		},
	},
	{
		name: "byte-by-byte",
		title: "the network passes one byte at a time",
		async run(bench) {
			const broker = await bench.openBroker(() => new Drip());
			await bench.startGateway(broker.port, { peripherals: bench.quick ? 2 : 5 });
			await bench.flow(bench.quick ? 50 : 2_000);
			await broker.kill();
			await broker.start();
			await bench.flow(bench.quick ? 50 : 2_000);
		},
	},
	{
		name: "broker-away",
		title: "the broker is away for longer than the RAM can hold readings",
		async run(bench) {
			const broker = await bench.openBroker();
			await bench.startGateway(broker.port, { config: { queue: SMALL_QUEUE } });
			await bench.flow(20);
			await broker.kill();
			await pause(bench.quick ? 3_000 : 45_000);
			await broker.start();
			await bench.until(() => bench.account!.waiting < 20, "what waits");
			await bench.flow(20);
			bench.expect(bench.account!.stored > 100, "nothing went to the journal");
		},
	},
	{
		name: "gateway-killed",
		title: "the gateway is killed and started again, with the broker away for part of it",
		run: bench => killGateway(bench, "outage", UNWRITTEN),
	},
	{
		name: "gateway-killed-always",
		title: "the same, with each reading in flash before it is published",
		run: bench => killGateway(bench, "always", 0),
	},
]);

async function killGateway(bench: Bench, journal: JournalMode, unwritten: number): Promise<void> {
	const times = bench.quick ? 1 : 10;
	const broker = await bench.openBroker();
	await bench.startGateway(broker.port, { config: { journal } });
	for (let time = 0; time < times; time++) {
		await bench.flow(50);
		await pause(bench.between(0, 500));
		await bench.killGateway(unwritten);
		await bench.restartGateway();
		await bench.flow(20);
		await broker.kill();
		await pause(bench.between(3_000, bench.quick ? 3_500 : 8_000));
		await bench.killGateway(unwritten);
		await bench.restartGateway();
		bench.expect(bench.account!.recovered > 20, `${bench.account!.recovered} readings were found in flash`);
		await pause(bench.between(0, 2_000));
		await broker.start();
		// in the midst of what waits
		await bench.until(() => bench.account!.acknowledged > 5, "what waits");
		await bench.killGateway(unwritten);
		await bench.restartGateway();
	}
	await bench.flow(20);
}
