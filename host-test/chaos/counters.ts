import { DIAL } from "./requester";

const SERVICE = "180f", CHARACTERISTIC = "2a19", WRITABLE = "2a56";

const DIALLED = { uuid: WRITABLE, properties: ["read", "write"], value: { number: 0, format: "uint32" } };

export interface CountersOptions {
	readonly peripherals: number;
	/** Milliseconds between two values of one peripheral. */
	readonly every: number;
	/** What each begins to count from. */
	readonly start: number;
}

/** A scenario with peripherals "Counter 1" and on, each of which counts; the first has a dial, too, which can be turned. */
export function counterScenario({ every, peripherals, start }: CountersOptions): object {
	return {
		wifi: { join: 50 },
		clock: { after: 50 },
		maxConnections: peripherals,
		peripherals: numbers(peripherals).map(number => ({
			name: `Counter ${number}`, address: `a4:c1:38:00:00:0${number}`, advertise: { interval: 20 },
			services: [{ uuid: SERVICE, characteristics: [{ uuid: CHARACTERISTIC, properties: ["notify"], value: { counter: { format: "uint32", start, step: 1 } }, every }, ...number === 1 ? [DIALLED] : []] }],
		})),
	};
}

/** What goes with it: topics test/1 and on. */
export function counterConfiguration(peripherals: number): Record<string, unknown> {
	return {
		ssid: "test", prefix: "test", payload: "json", connections: peripherals,
		peripherals: numbers(peripherals).map(number => ({
			name: `counter ${number}`, match: { name: `Counter ${number}` },
			values: [
				{ service: SERVICE, characteristic: CHARACTERISTIC, format: "uint32", topic: `test/${number}` },
				...number === 1 ? [{ service: SERVICE, characteristic: WRITABLE, format: "uint32", topic: DIAL, read: false, write: true }] : [],
			],
		})),
	};
}

/** From 1 to `count`. */
function numbers(count: number): number[] {
	return Array.from({ length: count }, (_, index) => index + 1);
}
