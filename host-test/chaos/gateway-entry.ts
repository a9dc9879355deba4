import { createInterface } from "node:readline";
import type { Gateway } from "../../modules/gateway/gateway";
import { provideFlash } from "../../modules/simulator/flash";
import { parseScenario } from "../../modules/simulator/scenario-parser";
import { SimulatedPeripheral } from "../../modules/simulator/simulated-peripheral";
import { world } from "../../modules/simulator/world";
import { openFlash } from "../input-file";
import { setConfig } from "../moddable/mc-config";
import { registerResource } from "../moddable/resource";
import { seededRandom } from "../seeded-random";
import type { GatewaySettings } from "./gateway-process";

/*
 * The firmware's main as a process that can be killed: see GatewayProcess, which starts it. Everything goes to the
 * standard output, which is a pipe and so written at once: what was said before a SIGKILL arrives.
 */

/** What the gateway may take to say goodbye, in milliseconds. */
const FAREWELL = 200;

const settings = JSON.parse(process.argv[2]!) as GatewaySettings;
const random = seededRandom(settings.seed);
// the gateway's waits are drawn from here: from their short end, so that fifty outages take minutes
Math.random = () => random() * settings.haste;
Object.assign(globalThis, { trace: (...parts: unknown[]) => process.stdout.write(parts.join("")) });
registerResource("ca.der", Buffer.from(settings.anchor, "base64"));
setConfig(settings.config);
provideFlash(() => openFlash(settings.flash));
// a dial has four bytes, what turns notifications on has two
const { write } = SimulatedPeripheral.prototype;
SimulatedPeripheral.prototype.write = function (handle, bytes, command) {
	const error = write.call(this, handle, bytes, command);
	if (error === 0 && bytes.length === 4)
		process.stdout.write(`written ${Buffer.from(bytes).readUInt32LE()}\n`);
	return error;
};
const scenario = parseScenario(JSON.stringify(settings.scenario));
world.load(scenario, settings.seed);

// its declarations are read when it is loaded
void import("../../main").then(({ default: main }) => {
	const gateway = main() as Partial<Gateway> & { close(): void };
	const tell = (): void => {
		const { account } = gateway;
		// with a mistake in the configuration there is none, and the console says so
		if (account)
			process.stdout.write(`account ${JSON.stringify(account)}\n`);
	};
	setInterval(tell, settings.look);

	const commands = createInterface(process.stdin);
	commands.on("line", () => {
		for (const { name } of scenario.peripherals)
			world.perform({ do: "vanish", peripheral: name });
	});
	// whoever started this has gone, or wants it to end
	commands.on("close", () => {
		gateway.close();
		tell();
		setTimeout(() => process.exit(0), FAREWELL);
	});
});
