import { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import { seededRandom } from "../seeded-random";
import { Exercise } from "./exercise";

describe("a journal beside its model", () => {
	test.each([
		["drop oldest", 512, 4, 4, 1],
		["drop newest", 512, 5, 1, 1],
		["drop oldest", 256, 8, 8, 8],
		["drop newest", 1024, 3, 16, 3],
		["drop oldest", 4096, 3, 4, 1]
	] as const)("%s with blocks of %i bytes: 20,000 operations at random, restarts among them", (policy, blockLength, blocks, writeAlign, marksEvery) => {
		const random = seededRandom(blockLength);
		const flash = new EmulatedFlash({ blockLength, blocks, writeAlign, random });
		let exercise = new Exercise({ flash, policy, marksEvery });
		exercise.open();
		for (let i = 0; i < 20_000; i++) {
			if (random() < 0.003) {
				exercise.flush();
				const { waiting, highest } = exercise;
				exercise = new Exercise({ flash, policy, marksEvery });
				exercise.highest = highest;
				exercise.open(waiting.map(({ sequence }) => sequence));
			}
			exercise.step(random);
		}
		expect(exercise.highest).toBeGreaterThan(5000);
	});
});
