import { freePort, Mosquitto } from "../mosquitto";
import { pause } from "../patience";
import { densest, perSecond } from "./bursts";
import { Crowd, type CrowdOptions } from "./crowd";
import { ProcessMeter } from "./process-meter";

export interface TrialOptions extends Omit<CrowdOptions, "port"> {
	/** Milliseconds for which the broker is away. */
	readonly outage: number;
}

export interface TrialResult {
	readonly options: TrialOptions;
	/** All start at once: milliseconds until all are connected, and most connections in a second. */
	readonly start: { readonly all: number; readonly peak: number };
	/** Share of one core that the broker takes while readings flow, from 0 to 1. */
	readonly steady: number;
	/** Readings that waited when the broker came back. */
	readonly backlog: number;
	/** Milliseconds from then until half and all of the gateways are connected, and until what waited has gone. */
	readonly half: number;
	readonly all: number;
	readonly drained: number;
	/** Connections in the busiest second, and in the busiest tenth of one. */
	readonly peak: number;
	readonly burst: number;
	/** Connections in each second from then on. */
	readonly seconds: readonly number[];
	/** The broker's, from then until all has gone: processor time in milliseconds, share of one core in its busiest second, bytes of memory at most. */
	readonly spent: number;
	readonly load: number;
	readonly memory: number;
	/** Share of one core that this process took meanwhile: near 1 the crowd is what is slow, and not the broker. */
	readonly crowd: number;
	readonly taken: number;
	/** Readings that were lost. */
	readonly lost: number;
}

/** Milliseconds: between two looks; of readings before the broker goes; that anything may take. */
const LOOK = 100, STEADY = 5_000, PATIENCE = 240_000;
/** Below those that Linux gives to sockets that connect. */
const FIRST_PORT = 20_000, PORTS = 10_000;
/** Readings that wait where nothing is late: the last ones, on their way. */
const ON_THEIR_WAY = 3;

/**
 * A free port from which no socket of the crowd goes out: where nobody listens, one that did would be connected with
 * itself, once in some 28,000 attempts.
 */
async function portOfBroker(): Promise<number> {
	for (;;) {
		const port = await freePort(FIRST_PORT + Math.floor(Math.random() * PORTS)).catch(() => undefined);
		if (port !== undefined)
			return port;
	}
}

/** Brings up a crowd, takes its broker away and gives it back. @throws Error if the crowd does not come back in four minutes */
export async function tryCrowd(options: TrialOptions): Promise<TrialResult> {
	// its log would be most of its work
	const broker = await Mosquitto.start({ settings: ["log_type none"], port: await portOfBroker() });
	const crowd = new Crowd({ ...options, port: broker.port });
	try {
		const { gateways, outage } = options, begin = performance.now();
		crowd.start();
		await waitFor(() => crowd.connected === gateways, "all are connected");
		const start = { all: performance.now() - begin, peak: densest(crowd.connections, 1_000) };
		await waitFor(() => crowd.behind(ON_THEIR_WAY) === 0, "nothing waits");
		const before = new ProcessMeter(broker.pid!);
		await pause(STEADY);
		const steady = before.spent / STEADY;

		await broker.kill();
		await pause(outage);
		const known = crowd.connections.length, own = process.cpuUsage();
		await broker.restart();
		const back = performance.now(), backlog = crowd.waiting, meter = new ProcessMeter(broker.pid!);
		const connections = () => crowd.connections.slice(known);
		await waitFor(() => connections().length >= gateways && crowd.behind(ON_THEIR_WAY) === 0, "what waited has gone", () => meter.look());
		const drained = performance.now() - back, { system, user } = process.cpuUsage(own), moments = connections();

		crowd.quiet();
		await waitFor(() => crowd.waiting === 0, "the last readings have gone");
		return {
			options, start, steady, backlog, drained,
			half: moments[Math.ceil(gateways / 2) - 1]! - back,
			all: moments[gateways - 1]! - back,
			peak: densest(moments, 1_000),
			burst: densest(moments, 100),
			seconds: perSecond(moments, back),
			spent: meter.spent, load: meter.peak, memory: meter.memory,
			crowd: (system + user) / 1_000 / drained,
			taken: crowd.taken,
			lost: crowd.missing,
		};
	}
	finally {
		crowd.close();
		await broker.close();
	}

	async function waitFor(condition: () => boolean, what: string, look: () => void = () => {}): Promise<void> {
		for (const end = performance.now() + PATIENCE; !condition(); await pause(LOOK)) {
			look();
			if (performance.now() > end)
				throw new Error(`after ${PATIENCE / 1_000} s it is not so that ${what}: ${crowd.connected} gateways are connected, ${crowd.waiting} readings wait`);
		}
	}
}
