import Timer from "timer";
import { say } from "../../measure/app/host";

/** What only the desktop has stays as long as the firmware runs. */
const kept: unknown[] = [];

/** Lets the simulator begin, unless its world is the firmware's own, with its flash. @returns what starts the firmware */
async function begin(withWorld: boolean): Promise<() => unknown> {
	const { world } = await import("../../../modules/simulator/world");
	const { FlashStorage } = await import("../../../modules/device/flash-storage");
	if (withWorld)
		world.begin();
	new FlashStorage("journal").close();
	return (await import("../../../main")).default;
}

/**
 * The firmware, with a sample before anything of the simulator is there, "engine", and one when nothing of the firmware
 * is constructed, "modules": what lies between them the ESP32 does not have, or has in flash.
 */
export default function limited(withWorld = true): void {
	say("sample engine");
	void begin(withWorld).then(main => {
		// from a timer, when what this took is garbage
		Timer.set(() => {
			say("sample modules");
			kept.push(main());
		}, 0);
	}, (error: Error) => say(`ERROR ${error}`));
}
