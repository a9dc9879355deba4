import { Authority } from "../authority";
import { pause } from "../patience";
import type { Fault } from "./faults";
import { GatewayProgram } from "./gateway-program";
import { type Outcome, tryFault } from "./trial";

let program: GatewayProgram;

beforeAll(async () => {
	program = await GatewayProgram.build();
});
afterAll(() => program.remove());

async function attempt(run: Fault["run"]): Promise<Outcome> {
	const authority = await Authority.create();
	const identity = await authority.issue({ names: ["localhost"] });
	return tryFault({ name: "made up", title: "", run }, { program: program.path, authority, identity, quick: true, seed: 1 });
}

test("a gateway that keeps nothing in flash is seen to lose what waited when it was killed", async () => {
	const { balance, complaints } = await attempt(async bench => {
		const broker = await bench.openBroker();
		await bench.startGateway(broker.port, { config: { journal: "never" } });
		await bench.flow(10);
		await broker.kill();
		await pause(500);
		await bench.killGateway();
		await broker.start();
		await bench.restartGateway();
		await bench.flow(10);
		throw new Error("enough");
	});
	expect(balance.lost).toBeGreaterThan(5);
	expect(complaints).toContain(`${balance.lost} lost`);
}, 30_000);
test("a gateway that has too little RAM and no flash is seen to drop", async () => {
	const { complaints } = await attempt(async bench => {
		const broker = await bench.openBroker();
		await bench.startGateway(broker.port, { config: { journal: "never", queue: 1_024 } });
		await bench.flow(10);
		await broker.kill();
		await pause(1_500);
		throw new Error("enough");
	});
	expect(complaints.join("\n")).toMatch(/the gateway dropped readings: .*"queueFull":[1-9]/);
}, 30_000);
test("a fault that was not brought about is told, though nothing was lost", async () => {
	const { balance, complaints } = await attempt(async bench => {
		const broker = await bench.openBroker();
		await bench.startGateway(broker.port, { peripherals: 1 });
		await bench.flow(5);
		bench.expect(bench.connections > 1, "the gateway was connected once");
	});
	expect(balance.lost).toBe(0);
	expect(complaints).toContain("the gateway was connected once");
}, 30_000);
test("a request that is done twice is seen", async () => {
	const { complaints } = await attempt(async bench => {
		const broker = await bench.openBroker();
		await bench.startGateway(broker.port, { peripherals: 1 });
		await bench.until(() => bench.requester.answered > 0, "an answer");
		broker.publish("test/dial/set", "0");
		await bench.until(() => bench.requester.complaints.length > 0, "a complaint");
	});
	expect(complaints).toContain("request: 0 was written 2 times");
}, 30_000);
