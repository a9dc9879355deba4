import { Authority } from "../authority";
import { faults } from "./faults";
import { GatewayProgram } from "./gateway-program";
import { type Outcome, tryFault } from "./trial";

/** Milliseconds in which all of them must be over. */
const PATIENCE = 60_000;

describe("while readings flow", () => {
	let program: GatewayProgram;
	let outcomes: Promise<Outcome>[];

	// all at once: each gateway has a process of its own, and waits most of the time
	beforeAll(async () => {
		program = await GatewayProgram.build();
		const authority = await Authority.create({ name: "Chaos" });
		const identity = await authority.issue({ names: ["localhost"], addresses: ["127.0.0.1"] });
		outcomes = faults.map(fault => tryFault(fault, { program: program.path, authority, identity, quick: true, seed: 1 }));
	});
	afterAll(async () => {
		await Promise.allSettled(outcomes);
		program.remove();
	}, PATIENCE);

	test.each(faults.map(({ name, title }, index) => [name, title, index] as const))("%s: %s", async (_name, _title, index) => {
		const { complaints } = await outcomes[index]!;
		expect(complaints).toEqual([]);
	}, PATIENCE);
});
