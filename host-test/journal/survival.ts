import type { FullPolicy } from "../../modules/configuration/configuration";
import { Journal } from "../../modules/journal/journal";
import { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import type { Tear } from "../../modules/simulator/emulated-flash";
import { seededRandom } from "../seeded-random";
import { checkAftermath, copyOf, cutRecovery, interrupted } from "./aftermath";
import { Exercise } from "./exercise";
import { ForkingFlash } from "./forking-flash";

/*
	What the power-cut tests do. It needs neither Node nor Jest, so that it runs on XS as well.
*/

/**
 * A run in which the power goes at every step of every operation of the flash, and at one step of each recovery.
 * Throws if anything is wrong after a loss of power.
 * @returns how often the power went
 */
export function surviveEveryCut(tear: Tear, policy: FullPolicy, steps: number, blocks: number): number {
	const flash = new ForkingFlash({ blockLength: 512, blocks, random: seededRandom(1) }, tear);
	const random = seededRandom(7);
	const exercise = new Exercise({ flash, policy });
	exercise.open();
	let cuts = 0;
	flash.onCut = after => {
		const again = copyOf(after, seededRandom(cuts));
		checkAftermath(after, { policy }, exercise, exercise.dropping);
		const dropping = exercise.dropping + cutRecovery(again, { policy }, cuts++ % 120);
		checkAftermath(again, { policy }, exercise, dropping);
	};
	for (let step = 0; step < steps; step++)
		exercise.step(random);
	if (exercise.journal.statistics.erases <= blocks)
		throw new Error("the run was too short to go round");
	return cuts;
}

/**
 * A run of three lives, each ended by a loss of power at a random step; half of the recoveries are cut too. Geometry,
 * policy and all that happens are drawn from the seed. Throws if anything is wrong after a loss of power.
 * @returns how often the power went
 */
export function surviveRandomly(seed: number): number {
	const random = seededRandom(seed);
	const pick = <T>(...choices: T[]): T => choices[Math.floor(random() * choices.length)]!;
	const flash = new EmulatedFlash({ blockLength: pick(256, 512, 1024), blocks: 3 + Math.floor(random() * 4), writeAlign: pick(1, 4, 8, 16), random });
	const options = { policy: pick("drop oldest" as const, "drop newest" as const), marksEvery: pick(1, 1, 4) };
	let waiting: readonly number[] = [];
	let highest = -1;
	let cuts = 0;
	try {
		for (let life = 0; life < 3; life++) {
			const exercise = new Exercise({ ...options, flash });
			exercise.highest = highest;
			exercise.open(waiting);
			flash.cutAfter(Math.floor(random() * 800), pick("in order", "scattered"));
			const wasCut = interrupted(() => {
				for (let step = 0; step < 60; step++)
					exercise.step(random);
			});
			cuts += wasCut ? 1 : 0;
			flash.restorePower();
			let dropping = exercise.dropping;
			if (random() < 0.5)
				dropping += cutRecovery(flash, options, Math.floor(random() * 150));
			waiting = checkAftermath(copyOf(flash, random), options, exercise, dropping).drained;
			new Journal({ ...options, flash }).open();
			highest = exercise.highest;
		}
	}
	catch (error) {
		throw new Error(`seed ${seed}: ${(error as Error).stack}`);
	}
	return cuts;
}
