import { ReadingQueue } from "../../modules/reading/reading-queue";
import { seededRandom } from "../seeded-random";

/** Channel, ticks, sequence number, whether acknowledged, payload. */
type Entry = [number, number, number, boolean, number[]];

function contents(queue: ReadingQueue): Entry[] {
	const list: Entry[] = [];
	const into = new Uint8Array(1_024);
	let position = queue.head;
	for (let i = 0; i < queue.count; i++) {
		const length = queue.copy(position, into);
		list.push([queue.channel(position), queue.ticks(position), queue.sequence(position), queue.isAcknowledged(position), [...into.subarray(0, length)]]);
		position = queue.after(position);
	}
	return list;
}

function push(queue: ReadingQueue, sequence: number, ...payload: number[]): void {
	queue.push(1, 1_000, sequence, Uint8Array.from(payload));
}

describe("ReadingQueue", () => {
	test("tells what it can hold at all and what it has room for now", () => {
		const queue = new ReadingQueue(64);
		expect([queue.holds(40), queue.holds(41), queue.fits(40)]).toEqual([true, false, true]);
		push(queue, 1, 7);
		expect([queue.fits(39), queue.fits(40)]).toEqual([true, false]);
	});
	test("gives back all that a reading is made of, at the bounds of each", () => {
		const queue = new ReadingQueue(4_096);
		const long = Array.from({ length: 1_024 }, (_, i) => i & 0xff);
		queue.push(8_191, 2 ** 39 - 1, 2 ** 48 - 3, Uint8Array.from(long));
		queue.push(0, 0, 2 ** 48 - 2, new Uint8Array(0));
		expect(contents(queue)).toEqual([[8_191, 2 ** 39 - 1, 2 ** 48 - 3, false, long], [0, 0, 2 ** 48 - 2, false, []]]);
		queue.acknowledge(queue.head);
		expect(contents(queue)[0]).toEqual([8_191, 2 ** 39 - 1, 2 ** 48 - 3, true, long]);
	});
	test("sequence numbers are right over multiples of 2^24 and 2^32 and with gaps", () => {
		const queue = new ReadingQueue(4_096);
		const sequences = [2 ** 32 * 7 - 2 ** 24 - 1, 2 ** 32 * 7 - 2 ** 24, 2 ** 32 * 7 - 1, 2 ** 32 * 7, 2 ** 32 * 7 + 5_000];
		sequences.forEach(sequence => push(queue, sequence));
		expect(contents(queue).map(([, , sequence]) => sequence)).toEqual(sequences);
	});
	test("a queue that is filled to the last byte is not taken for an empty one", () => {
		const queue = new ReadingQueue(28);
		push(queue, 1, 1, 1);
		push(queue, 2, 2, 2);
		expect([queue.used, queue.count, queue.fits(0)]).toEqual([28, 2, false]);
		expect(contents(queue).map(entry => entry[4])).toEqual([[1, 1], [2, 2]]);
	});
	test("an acknowledged reading stays, and does not wait any more", () => {
		const queue = new ReadingQueue(64);
		push(queue, 1, 1);
		push(queue, 2, 2);
		queue.acknowledge(queue.after(queue.head));
		expect([queue.count, queue.waiting, contents(queue).map(entry => entry[3])]).toEqual([2, 1, [false, true]]);
		queue.shift();
		queue.shift();
		expect([queue.count, queue.waiting]).toEqual([0, 0]);
	});
	test("shift does nothing to an empty queue", () => {
		const queue = new ReadingQueue(64);
		queue.shift();
		expect([queue.count, queue.used, queue.waiting]).toEqual([0, 0, 0]);
	});
	test("behaves as an array through 5,000 random steps", () => {
		const random = seededRandom(11);
		const queue = new ReadingQueue(181);
		const model: Entry[] = [];
		for (let i = 0; i < 5_000; i++) {
			const payload = Array.from({ length: Math.floor(random() * 40) }, () => Math.floor(random() * 256));
			// too few bytes for a header at the end of the buffer are lost
			const used = model.reduce((sum, entry) => sum + entry[4].length + 12, 0);
			expect(queue.used).toBeGreaterThanOrEqual(used);
			expect(queue.used).toBeLessThan(used + 12);
			if (used + payload.length + 12 <= 181 - 22)
				expect(queue.fits(payload.length)).toBe(true);
			if (random() < 0.6 && queue.fits(payload.length)) {
				queue.push(i % 256, i * 1_000, i * 3, Uint8Array.from(payload));
				model.push([i % 256, i * 1_000, i * 3, false, payload]);
			}
			else if (random() < 0.2 && model.length && !model.at(-1)![3]) {
				let position = queue.head;
				for (let j = 1; j < queue.count; j++)
					position = queue.after(position);
				queue.acknowledge(position);
				model.at(-1)![3] = true;
			}
			else {
				model.shift();
				queue.shift();
			}
			if (queue.count !== model.length || queue.waiting !== model.filter(entry => !entry[3]).length || i % 20 === 0)
				expect(contents(queue)).toEqual(model);
		}
	});
});
