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
	/** Of each peripheral, and the characteristics over which they are spread; 1 unless given. */
	readonly values?: number;
	readonly characteristics?: number;
	/** Milliseconds between two notifications of each peripheral: of its first characteristic. */
	readonly every: number;
	/** Of each peripheral its `link`; its values can be read and written then. */
	readonly links?: readonly unknown[];
	readonly config?: Readonly<Record<string, unknown>>;
	/** Others in the air, with a name and services each. */
	readonly bystanders?: number;
	/** Of the scenario. */
	readonly events?: readonly object[];
}

export const USERS = { gateway: "a password of some length" };

/** A configuration with all that a real one has, and the world for it: voltmeters, as in the README. */
export function makeSetup({ bystanders = 0, characteristics: count = 1, config = {}, connections, events = [], every, links, peripherals, port, values = 1 }: SetupOptions): Setup {
	const numbers = Array.from({ length: peripherals }, (_none, index) => index + 1);
	// the first is the demonstration's, the others differ in their first digits
	const characteristics = Array.from({ length: count }, (_none, index) => index === 0 ? CHARACTERISTIC : `${index.toString(16).padStart(8, "0")}${CHARACTERISTIC.slice(8)}`);
	return {
		config: {
			ssid: "bench", password: "a key of some length", broker: `mqtts://127.0.0.1:${port}`, user: "gateway", pass: USERS.gateway,
			prefix: "esp32/gateway", connections, log: "info",
			peripherals: numbers.map(number => ({
				name: `voltmeter${number}`,
				match: { name: `Voltmeter ${number}` },
				...links && { link: links[number - 1] },
				values: Array.from({ length: values }, (_none, index) => ({
					name: index === 0 ? "voltage" : `voltage${index}`, service: SERVICE, characteristic: characteristics[index % count], format: "uint16", unit: "mv", ...links && { write: true },
				})),
			})),
			...config,
		},
		scenario: JSON.stringify({
			seed: 7,
			maxConnections: connections,
			peripherals: [...numbers.map(number => ({
				name: `Voltmeter ${number}`,
				address: `a4:c1:38:5d:16:7${number}`,
				services: [{ uuid: SERVICE, characteristics: characteristics.map((uuid, index) => ({
					uuid, properties: links ? ["read", "write", "notify"] : ["notify"], value: { counter: { format: "uint16", start: 172 } }, ...index === 0 && { every },
				})) }],
			})), ...Array.from({ length: bystanders }, (_none, index) => ({
				name: `Bystander ${String(index).padStart(2, "0")} next door`, address: `a4:c1:38:00:00:${String(index + 10)}`, advertise: { interval: 200, name: true, services: ["180f", "1809"] }, services: [],
			}))],
			events,
		}),
	};
}
