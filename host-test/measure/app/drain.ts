import Timer from "timer";
import { declarationParser } from "../../../modules/configuration/declaration-parser";
import { LIBRARY } from "../../../modules/devices/library";
import { FlashStorage } from "../../../modules/device/flash-storage";
import { Journal } from "../../../modules/journal/journal";
import { StoredReading } from "../../../modules/journal/stored-reading";
import { EmulatedFlash } from "../../../modules/simulator/emulated-flash";
import { provideFlash } from "../../../modules/simulator/flash";
import { pseudoRandom } from "../../../modules/simulator/pseudo-random";
import { compose } from "./composition";
import { FloodRadio } from "./flood-radio";
import { say, type Settings } from "./host";

const PAYLOAD = [..."172 mv"].map(character => character.charCodeAt(0));
const LOOK = 10;

/** Fills the journal with `count` readings as a run before this one would have, then lets the gateway get rid of them. */
export function start({ anchors, config, count = 0, warmup = 0 }: Settings): void {
	const flash = new EmulatedFlash({ blockLength: 4096, blocks: 64, random: pseudoRandom(0) });
	provideFlash(() => flash);
	const all = warmup + count;
	fill(all);
	const whole = { ...config, journal: "outage" };
	const gateway = compose({
		config: whole, declarations: declarationParser.value.declare(whole, LIBRARY), write: say,
		anchors: anchors.map(anchor => Uint8Array.from(anchor)),
		radio: clock => new FloodRadio(clock, new Uint8Array(16), new Uint8Array(16), new Uint8Array(0)),
	});
	const opened = Date.now();
	gateway.start();
	say(`recovered ${gateway.account.recovered} in ${Date.now() - opened} ms`);
	let begun = false;
	const timer = Timer.repeat(() => {
		const { acknowledged } = gateway.account;
		if (!begun && acknowledged >= warmup) {
			begun = true;
			say("bench begin");
		}
		if (acknowledged < all)
			return;
		Timer.clear(timer);
		say("bench end");
	}, LOOK);
}

function fill(count: number): void {
	const storage = new FlashStorage("journal"), journal = new Journal({ flash: storage }), reading = new StoredReading();
	journal.open();
	reading.topic = "bench/flood";
	reading.clock = "set";
	reading.payload.set(PAYLOAD);
	reading.length = PAYLOAD.length;
	for (let i = 0; i < count; i++) {
		reading.sequence = journal.takeSequence();
		reading.time = 1_700_000_000_000 + i * 1_000;
		journal.append(reading);
	}
	journal.close();
	storage.close();
}
