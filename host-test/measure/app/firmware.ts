import Timer from "timer";
import { writeLine } from "../../../modules/device/system";
import { listen, say, type Settings } from "./host";

/** One of the simulator's, with bytes as numbers. */
interface HostDeed {
	readonly do: string;
	readonly peripheral?: string;
	readonly characteristic?: readonly number[];
	readonly bytes?: readonly number[];
	readonly count?: number;
}

/** Is in flash on the ESP32; here it stays as long as the firmware runs, so that it can be subtracted. */
const kept: unknown[] = [];

/**
 * Every later line of the host is something that is to happen in the simulator's world.
 *
 * Starts the firmware piece by piece, with a sample after each: what is in use before "modules" is there on the desktop
 * only. The ESP32 has no simulator, and there every module of the firmware, its configuration and its trust anchors are
 * in flash.
 */
export async function start({ anchors, config, scenario, stress }: Settings): Promise<void> {
	await import("../../../modules/simulator/bleclient");
	await import("../../../modules/simulator/wifi");
	await import("../../../modules/simulator/sntp");
	await import("../../../modules/simulator/key-value");
	const { provideFlash } = await import("../../../modules/simulator/flash");
	const { EmulatedFlash } = await import("../../../modules/simulator/emulated-flash");
	const { pseudoRandom } = await import("../../../modules/simulator/pseudo-random");
	const { parseScenario } = await import("../../../modules/simulator/scenario-parser");
	const { world } = await import("../../../modules/simulator/world");
	say("sample simulator");
	const flash = new EmulatedFlash({ blockLength: 4096, blocks: 64, random: pseudoRandom(0) });
	provideFlash(() => flash);
	say("sample flash");
	if (scenario)
		world.load(parseScenario(scenario));
	world.begin();
	listen(message => {
		const deed = JSON.parse(message) as HostDeed;
		world.perform({
			...deed,
			...deed.characteristic && { characteristic: Uint8Array.from(deed.characteristic) },
			...deed.bytes && { bytes: Uint8Array.from(deed.bytes) },
		} as Parameters<typeof world.perform>[0]);
	});
	say("sample world");
	const { compose } = await import("./composition");
	const bytes = anchors.map(anchor => Uint8Array.from(anchor));
	const { declarationParser } = await import("../../../modules/configuration/declaration-parser");
	const { LIBRARY } = await import("../../../modules/devices/library");
	const declarations = declarationParser.value.declare(config, LIBRARY);
	kept.push(config, declarations, bytes, flash);
	// from a timer, when what this function itself takes is garbage
	Timer.set(() => {
		say("sample modules");
		say("classes modules");
		if (stress)
			say("stress 1");
		const gateway = compose({ config, declarations, anchors: bytes, write: writeLine });
		kept.push(gateway);
		say("sample composed");
		gateway.start();
		say("sample started");
	}, 0);
}
