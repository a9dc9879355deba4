import main from "../main";
import type { Account } from "../modules/gateway/account";
import type { Flash } from "../modules/journal/flash";
import { provideFlash } from "../modules/simulator/flash";
import { parseScenario } from "../modules/simulator/scenario-parser";
import { world } from "../modules/simulator/world";
import { link } from "./moddable/declarations";
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

/** Readings that came in and are nowhere; 0 as it should be. */
export function imbalance({ taken, recovered, acknowledged, waiting, queueFull, journalFull, corrupt, malformed, tooLarge, refused, withheld }: Account): number {
	return taken + recovered - acknowledged - waiting - queueFull - journalFull - corrupt - malformed - tooLarge - refused - withheld;
}

/** The firmware's main on the host, with the console that it writes. */
export class GatewayRun {
	/** Lines without their time. */
	readonly lines: string[] = [];
	#gateway: { readonly account?: Account; close(): void } | undefined;
	/** The first account that did not add up. */
	#mistaken: Account | undefined;

	/**
	 * Throws, as the linker would, where the configuration has a mistake in what only a new build can change.
	 *
	 * @param anchors DER of each trust anchor
	 * @param flash the journal's; emulated in RAM, erased and this run's own, unless given
	 */
	constructor(scenario: object, config: Record<string, unknown>, anchors: readonly Uint8Array[] = [], flash?: Flash) {
		Object.assign(globalThis, { trace: (...parts: unknown[]) => {
			this.lines.push(parts.join("").trimEnd().slice(10));
			this.#audit();
		} });
		forgetResources();
		anchors.forEach((der, index) => registerResource(index ? "ca-next.der" : "ca.der", der));
		setConfig(config);
		link();
		provideFlash(flash && (() => flash));
		world.load(parseScenario(JSON.stringify(scenario)));
		this.#gateway = main();
	}
	/** What became of the readings. */
	get account(): Account {
		this.#audit();
		return this.#gateway!.account!;
	}
	/** The first line that matches, if there is one. */
	find(pattern: RegExp): string | undefined {
		return this.lines.find(line => pattern.test(line));
	}
	/** Throws if at any line of the console, or at the end, readings were neither acknowledged nor waiting nor counted as dropped. */
	close(): void {
		this.#gateway!.close();
		this.#audit();
		world.end();
		if (this.#mistaken)
			throw new Error(`the account does not add up: ${JSON.stringify(this.#mistaken)}`);
	}
	#audit(): void {
		const account = this.#gateway?.account;
		if (account && imbalance(account) !== 0)
			this.#mistaken ??= account;
	}
}
