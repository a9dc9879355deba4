import main from "../main";
import { parseScenario } from "../modules/simulator/scenario-parser";
import { world } from "../modules/simulator/world";
import { setConfig } from "./moddable/mc-config";
import { forgetResources, registerResource } from "./moddable/resource";

/** One peripheral "Counter" that counts from 0, `every` milliseconds. */
export function countingScenario(every: number, events: object[] = []): object {
	return {
		wifi: { join: 50 },
		clock: { after: 50 },
		peripherals: [{
			name: "Counter", address: "a4:c1:38:00:00:01", advertise: { interval: 20 },
			services: [{ uuid: "180f", characteristics: [{ uuid: "2a19", properties: ["notify"], value: { counter: { format: "uint32", start: 0, step: 1 } }, every }] }],
		}],
		events,
	};
}

/** What goes with it. */
export const countingConfiguration = Object.freeze({
	ssid: "test", prefix: "test",
	peripherals: [{ name: "counter", match: { name: "Counter" }, values: [{ service: "180f", characteristic: "2a19", format: "uint32", topic: "test/count" }] }],
});

/** The firmware's main on the host, with the console that it writes. */
export class GatewayRun {
	/** Lines without their time. */
	readonly lines: string[] = [];
	#gateway: { close(): void };

	/** `anchors`: DER of each trust anchor. */
	constructor(scenario: object, config: Record<string, unknown>, anchors: readonly Uint8Array[] = []) {
		Object.assign(globalThis, { trace: (...parts: unknown[]) => {
			this.lines.push(parts.join("").trimEnd().slice(10));
		} });
		forgetResources();
		anchors.forEach((der, index) => registerResource(index ? "ca-next.der" : "ca.der", der));
		setConfig(config);
		world.load(parseScenario(JSON.stringify(scenario)));
		this.#gateway = main();
	}
	/** The first line that matches, if there is one. */
	find(pattern: RegExp): string | undefined {
		return this.lines.find(line => pattern.test(line));
	}
	close(): void {
		this.#gateway.close();
		world.end();
	}
}
