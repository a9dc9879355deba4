import { Transform } from "node:stream";
import { connectAsync } from "mqtt";
import { pause, until } from "../patience";
import { Relay } from "../relay";
import type { BrokerLog } from "./broker-log";
import type { PahoBroker } from "./paho-broker";

/** Milliseconds that anything may take. */
const PATIENCE = 45_000;
/** Milliseconds by which what the broker sends is late, so that something is always in flight. */
const LATENESS = 150;
/** Messages to the gateway. */
const MESSAGES = 20;

/** What a day needs of a gateway that publishes readings to the relay. */
export interface Watched {
	readonly log: BrokerLog;
	readonly broker: PahoBroker;
	readonly relay: Relay;
	/** A topic that the gateway subscribes to. */
	readonly topic: string;
}

/** Passes everything, later. */
class Late extends Transform {
	override _transform(bytes: Buffer, _encoding: string, done: (error: null, bytes: Buffer) => void): void {
		setTimeout(() => done(null, bytes), LATENESS);
	}
}

/** A relay to the broker of which the way back is slow. */
export function slowRelay(port: number): Relay {
	let ways = 0;
	// first that from the gateway, then the one to it
	return new Relay(port, () => ways++ % 2 ? new Late() : new Transform({ transform: (bytes, _encoding, done) => done(null, bytes) }));
}

export async function startBroker({ broker, log }: Pick<Watched, "broker" | "log">): Promise<void> {
	log.begin();
	await broker.start(line => log.read(line, performance.now()));
}

/** Readings flow; the connection breaks in their midst, falls silent, and the broker is killed; between them somebody asks for something. */
export async function liveDay(watched: Watched): Promise<void> {
	const { broker, log, relay } = watched;
	for (let time = 0; time < 3; time++) {
		await more(log, "Publishes", 30);
		await relay.cut();
		await pause(300);
		await relay.open();
		await more(log, "Connects", 1);
	}
	await more(log, "Pingreqs", 1);
	relay.freeze();
	await pause(500);
	await relay.cut();
	relay.thaw();
	await relay.open();
	await more(log, "Publishes", 20);
	await broker.kill();
	log.crowded = true;
	await startBroker(watched);
	await more(log, "Subscribes", 1);
	await ask(watched);
	await broker.kill();
	log.crowded = false;
	await startBroker(watched);
	await more(log, "Publishes", 30);
}

/** Messages that it wants, and does not: at QoS 1 all of them are to be acknowledged. */
async function ask({ broker, log, topic }: Watched): Promise<void> {
	const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { protocolVersion: 4, username: "somebody", password: "else", reconnectPeriod: 0 });
	const before = log.watched.get("acknowledgements") ?? 0;
	try {
		await client.publishAsync(topic, "", { qos: 0 });
		await Promise.all(Array.from({ length: MESSAGES }, (_, index) => client.publishAsync(topic, index % 4 ? `{"id":${index}}` : "x".repeat(index * 100), { qos: index % 3 ? 1 : 2 })));
		await until(() => (log.watched.get("acknowledgements") ?? 0) >= before + MESSAGES && log.owed === 0, PATIENCE);
	}
	finally {
		await client.endAsync(true);
	}
}

/** Waits until so many more packets of that kind have come from the gateway. */
export async function more(log: BrokerLog, kind: string, count: number): Promise<void> {
	const seen = () => log.packets.get(kind) ?? 0, before = seen();
	await until(() => seen() >= before + count, PATIENCE);
}
