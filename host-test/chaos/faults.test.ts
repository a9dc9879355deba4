import { Authority } from "../authority";
import { Mosquitto } from "../mosquitto";
import type { BrokerKind } from "./breakable-broker";
import { faults } from "./faults";
import { GatewayProgram } from "./gateway-program";
import { type Outcome, tryFault } from "./trial";

/** Milliseconds in which all of them must be over. */
const PATIENCE = 60_000;

const kinds: BrokerKind[] = ["embedded"];
if (Mosquitto.installed)
	kinds.push("mosquitto");
else
	process.stderr.write("mosquitto is not installed: the faults are tried with the embedded broker only\n");

const trials = faults.flatMap(fault => (fault.ownBroker ? kinds.slice(0, 1) : kinds).map(broker => ({ fault, broker })));

describe("while readings flow", () => {
	let program: GatewayProgram;
	let outcomes: Promise<Outcome>[];

	// all at once: each gateway has a process of its own, and waits most of the time
	beforeAll(async () => {
		program = await GatewayProgram.build();
		const authority = await Authority.create({ name: "Chaos" });
		const identity = await authority.issue({ names: ["localhost"], addresses: ["127.0.0.1"] });
		outcomes = trials.map(({ broker, fault }) => tryFault(fault, { program: program.path, authority, identity, broker, quick: true, seed: 1 }));
	});
	afterAll(async () => {
		await Promise.allSettled(outcomes);
		program.remove();
	}, PATIENCE);

	test.each(trials.map(({ broker, fault: { name, ownBroker, title } }, index) => [name, title, ownBroker ? "a faulty broker" : broker, index] as const))(
		"%s: %s (%s)", async (_name, _title, _broker, index) => {
			const { complaints } = await outcomes[index]!;
			expect(complaints).toEqual([]);
		}, PATIENCE);
});
