/** Of the demonstration. */
const SERVICE = "566bf9d7-c55a-45f8-91a6-e55e9b9b1325", CHARACTERISTIC = "5d96cf7f-265b-4da9-8f0c-26ef4243ed52";

export interface Setup {
	readonly config: Readonly<Record<string, unknown>>;
	/** JSON. */
	readonly scenario: string;
}

export interface SetupOptions {
	/** Port of the loopback interface. */
	readonly port: number;
	/** 1 to 8, all of which are there. */
	readonly peripherals: number;
	/** At once. */
	readonly connections: number;
	/** Milliseconds between two values of each. */
	readonly every: number;
	readonly config?: Readonly<Record<string, unknown>>;
	/** Of the scenario. */
	readonly events?: readonly object[];
}

export const USERS = { gateway: "a password of some length" };

/** A configuration with all that a real one has, and the world for it: voltmeters, as in the README. */
export function makeSetup({ config = {}, connections, events = [], every, peripherals, port }: SetupOptions): Setup {
	const numbers = Array.from({ length: peripherals }, (_none, index) => index + 1);
	return {
		config: {
			ssid: "bench", password: "a key of some length", broker: `mqtts://127.0.0.1:${port}`, user: "gateway", pass: USERS.gateway,
			prefix: "esp32/gateway", connections, log: "info",
			peripherals: numbers.map(number => ({
				name: `voltmeter${number}`,
				match: { name: `Voltmeter ${number}` },
				values: [{ name: "voltage", service: SERVICE, characteristic: CHARACTERISTIC, format: "uint16", unit: "mv" }],
			})),
			...config,
		},
		scenario: JSON.stringify({
			seed: 7,
			maxConnections: connections,
			peripherals: numbers.map(number => ({
				name: `Voltmeter ${number}`,
				address: `a4:c1:38:5d:16:7${number}`,
				services: [{ uuid: SERVICE, characteristics: [{ uuid: CHARACTERISTIC, properties: ["notify"], value: { counter: { format: "uint16", start: 172 } }, every }] }],
			})),
			events,
		}),
	};
}
