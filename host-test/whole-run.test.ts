import { Authority, type Identity } from "./authority";
import { EmbeddedBroker } from "./embedded-broker";
import { countingConfiguration, countingScenario, GatewayRun } from "./gateway-run";
import { freePort, Mosquitto } from "./mosquitto";
import { pause, until } from "./patience";
import { Subscriber } from "./subscriber";

/** A broker with TLS that a test can do anything to, and what arrived there as test/count, in order. */
interface TestBroker {
	readonly port: number;
	readonly received: number[];
	kill(): Promise<void>;
	/** With another certificate or password, if one is given. */
	restart(change?: Change): Promise<void>;
	close(): Promise<void>;
}

interface Change {
	readonly identity?: Identity;
	/** What the broker takes for right. */
	readonly password?: string;
}

const USER = "gateway", PASSWORD = "open sesame";

async function embedded(initial: Required<Change>): Promise<TestBroker> {
	const received: number[] = [];
	let port = 0, broker: EmbeddedBroker;
	const start = async ({ identity: { certificate, key }, password }: Required<Change>) => {
		broker = new EmbeddedBroker({ certificate, key, user: USER, password, port });
		await broker.start();
		({ port } = broker);
		broker.arrivals.push = (...arrivals) => {
			for (const { payload, topic } of arrivals) {
				if (topic === "test/count")
					received.push(Number(payload));
			}
			return 0;
		};
	};
	await start(initial);
	return {
		received, port,
		kill: () => broker.kill(),
		restart: change => start({ ...initial, ...change }),
		close: () => broker.stop(),
	};
}

async function mosquitto(initial: Required<Change>): Promise<TestBroker> {
	const received: number[] = [];
	// the subscriber comes in by a listener in clear, whatever certificate the other one has
	const clear = await freePort();
	let known: number | undefined;
	const start = ({ identity, password }: Required<Change>) =>
		Mosquitto.start({ identity, port: known, users: { [USER]: password, subscriber: "subscriber" }, settings: [`listener ${clear} 127.0.0.1`] });
	let broker = await start(initial);
	const port = known = broker.port;
	const listen = () => new Subscriber({
		host: "127.0.0.1", port: clear, secure: undefined, user: "subscriber", password: "subscriber", filter: "test/count",
		onMessage: (_topic, payload) => received.push(Number(payload)), onStatus: () => {},
	});
	let subscriber = listen();
	await subscriber.ready;
	return {
		received, port,
		async kill() {
			await broker.kill();
			await subscriber.close();
		},
		async restart(change) {
			if (change) {
				await broker.close();
				broker = await start({ ...initial, ...change });
			}
			else
				await broker.restart();
			subscriber = listen();
			await subscriber.ready;
		},
		async close() {
			await subscriber.close();
			await broker.close();
		},
	};
}

let authority: Authority, stranger: Authority, right: Identity, otherName: Identity, forged: Identity;
const closers: (() => unknown)[] = [];

beforeAll(async () => {
	[authority, stranger] = await Promise.all([Authority.create({ name: "Right" }), Authority.create({ name: "Right" })]);
	right = await authority.issue({ names: ["localhost"], addresses: ["127.0.0.1"] });
	otherName = await authority.issue({ names: ["other.example"] });
	forged = await stranger.issue({ names: ["localhost"] });
});
afterEach(async () => {
	for (const close of closers.splice(0).reverse())
		await close();
});

/** First receipts, which must be all numbers from 0 to the last. */
function complete(received: readonly number[]): boolean {
	const first = [...new Set(received)];
	return first.every((value, index) => value === index);
}

const kinds: [string, (initial: Required<Change>) => Promise<TestBroker>][] = [["the embedded broker", embedded]];
if (Mosquitto.installed)
	kinds.push(["mosquitto", mosquitto]);
else
	process.stderr.write("mosquitto is not installed: the runs against it are skipped\n");

describe.each(kinds)("the gateway against %s", (_name, makeBroker) => {
	async function setUp({ identity = right, password = PASSWORD }: Change = {}, events: object[] = []) {
		const broker = await makeBroker({ identity, password });
		closers.push(() => broker.close());
		const run = new GatewayRun(countingScenario(20, events), {
			...countingConfiguration, broker: `mqtts://localhost:${broker.port}`, user: USER, pass: PASSWORD,
		}, [authority.der]);
		closers.push(() => run.close());
		return { broker, run };
	}
	/** Lets what waits arrive, then says whether everything that was taken did, in order. */
	async function expectEverything({ received }: TestBroker, run: GatewayRun): Promise<void> {
		await until(() => /^value +test\/count \d+$/.test(run.lines.at(-1) ?? ""), 8_000);
		const last = Number(run.lines.filter(line => line.startsWith("value")).at(-1)!.split(" ").find(word => /^\d+$/.test(word)));
		await until(() => received.includes(last), 5_000);
		expect(complete(received)).toBe(true);
	}

	test("publishes what the peripheral notifies, in order", async () => {
		const { broker, run } = await setUp();
		await until(() => broker.received.length > 50, 8_000);
		expect(complete(broker.received)).toBe(true);
		expect(run.find(/TLS 1\.2, ECDHE_ECDSA_WITH_AES_128_GCM_SHA256; the broker's certificate is for localhost, 29 days left, verified by CN=Right/)).toBeDefined();
	}, 20_000);
	test("loses nothing when the broker is killed and comes back while values flow", async () => {
		const { broker, run } = await setUp();
		for (let i = 0; i < 2; i++) {
			const before = broker.received.length;
			await until(() => broker.received.length > before + 20, 10_000);
			await broker.kill();
			await until(() => run.lines.some(line => line.includes("WARNING")), 3_000);
			await pause(700);
			await broker.restart();
		}
		const before = broker.received.length;
		await until(() => broker.received.length > before + 50, 10_000);
		await expectEverything(broker, run);
	}, 60_000);
	test("loses nothing when Wi-Fi goes and comes back while values flow", async () => {
		const { broker, run } = await setUp({}, [{ at: 2_000, do: "wifi-lost" }, { at: 3_000, do: "wifi-back" }]);
		await until(() => run.find(/wifi +WARNING test: the network is gone; next attempt in/) !== undefined, 8_000);
		const before = broker.received.length;
		await until(() => broker.received.length > before + 100, 15_000);
		await expectEverything(broker, run);
		expect(run.lines.filter(line => /^ble .*WARNING/.test(line))).toEqual([]);
	}, 60_000);
	test("with a wrong password it says so, and has everything once it is let in", async () => {
		const { broker, run } = await setUp({ password: "another one" });
		await until(() => run.find(/ERROR .*(bad user name or password|not authorized).*attempt in/) !== undefined, 8_000);
		expect(broker.received).toEqual([]);
		await broker.kill();
		await broker.restart({ password: PASSWORD });
		await until(() => broker.received.length > 20, 15_000);
		await expectEverything(broker, run);
		expect(run.lines.join("\n")).not.toContain(PASSWORD);
	}, 60_000);
	test("a broker with a certificate of another authority gets nothing, and the right one everything", async () => {
		const { broker, run } = await setUp({ identity: forged });
		await until(() => run.find(/mqtt +ERROR .*CN=Right/) !== undefined, 8_000);
		await pause(500);
		expect(broker.received).toEqual([]);
		await broker.kill();
		await broker.restart({ identity: right });
		await until(() => broker.received.length > 20, 15_000);
		await expectEverything(broker, run);
	}, 60_000);
	test("a broker with a certificate for another name gets nothing, and the right one everything", async () => {
		const { broker, run } = await setUp({ identity: otherName });
		await until(() => run.find(/mqtt +ERROR .*other\.example, not for localhost/) !== undefined, 8_000);
		expect(broker.received).toEqual([]);
		await broker.kill();
		await broker.restart({ identity: right });
		await until(() => broker.received.length > 20, 15_000);
		await expectEverything(broker, run);
	}, 60_000);
});
