import Timer from "timer";
import { writeLine } from "../../../modules/device/system";
import { surviveEveryCut, surviveRandomly } from "../../journal/survival";

/** Random lives; each has three losses of power. */
const LIVES = 300;
/** At once: the console is to say meanwhile that it is alive. */
const BATCH = 20;

/** The power-cut tests of host-test/journal/ on this engine; a line for each part, "done" at the end. */
export default function main(): void {
	Timer.set(() => {
		writeLine(`every byte: ${surviveEveryCut("in order", "drop oldest", 120, 3)} cuts`);
		live(0, 0);
	}, 0);
}

function live(from: number, cuts: number): void {
	if (from >= LIVES)
		return writeLine(`at random: ${cuts} cuts in ${LIVES} lives\ndone`);
	for (let seed = from; seed < from + BATCH; seed++)
		cuts += surviveRandomly(seed);
	Timer.set(() => live(from + BATCH, cuts), 0);
}
