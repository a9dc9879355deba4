import { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import { seededRandom } from "../seeded-random";
import { FlashReplay, FlashTrace } from "./flash-trace";
import { journalContests } from "./journal-contests";

const makeFlash = () => new EmulatedFlash({ blocks: 3, random: seededRandom(1) });

test("the replay leaves what the traced operations left, and does part of them for part of the count", () => {
	const flash = makeFlash(), trace = new FlashTrace(flash), bytes = Uint8Array.of(1, 2, 3, 4);
	trace.write(0, bytes);
	bytes.fill(0);
	trace.read(bytes, 0);
	trace.eraseBlock(0);
	trace.write(4, Uint8Array.of(5, 6, 7, 8));
	expect(bytes).toEqual(Uint8Array.of(1, 2, 3, 4));
	let copy = makeFlash();
	const replay = new FlashReplay(trace.operations, 2, () => copy);
	expect(replay.prepare(2)()).toBe(2);
	expect(copy.content).toEqual(flash.content);
	copy = makeFlash();
	expect(replay.prepare(1)()).toBe(1);
	expect([...copy.content.subarray(0, 8)]).toEqual([1, 2, 3, 4, 255, 255, 255, 255]);
});
test("a journal does its whole 256 KB of readings, and part of them when asked", () => {
	for (const { contestants: [journal, alone], count, unit } of journalContests()) {
		expect(count).toBe(unit === "readings" ? 6_866 : 1);
		for (const each of [journal!, alone!]) {
			expect(each.prepare(count)()).toBe(count);
			expect(each.prepare(1)()).toBe(1);
		}
	}
});
