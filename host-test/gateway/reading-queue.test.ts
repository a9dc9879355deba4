import { ReadingQueue } from "../../modules/gateway/reading-queue";
import { seededRandom } from "../seeded-random";

const bytes = (...values: number[]) => Uint8Array.from(values);

function contents(queue: ReadingQueue): [number, number[]][] {
	const list: [number, number[]][] = [];
	let position = queue.head;
	for (let i = 0; i < queue.count; i++) {
		list.push([queue.channel(position), [...queue.payload(position)]]);
		position = queue.after(position);
	}
	return list;
}

describe("ReadingQueue", () => {
	test("a payload larger than the queue is refused and changes nothing", () => {
		const queue = new ReadingQueue(16);
		queue.push(1, bytes(7), 1);
		expect(queue.push(2, new Uint8Array(13), 13)).toBe(false);
		expect(contents(queue)).toEqual([[1, [7]]]);
		expect(queue.dropped).toBe(0);
	});
	test("gives readings back in the order in which they came", () => {
		const queue = new ReadingQueue(64);
		queue.push(3, bytes(1, 2), 2);
		queue.push(65_535, bytes(), 0);
		queue.push(4, bytes(9, 9, 9), 2);
		expect(contents(queue)).toEqual([[3, [1, 2]], [65_535, []], [4, [9, 9]]]);
	});
	test("without room the oldest go, and are counted", () => {
		const queue = new ReadingQueue(12);
		let told = 0;
		queue.onDrop = () => {
			told++;
			return true;
		};
		for (let i = 0; i < 5; i++)
			queue.push(i, bytes(i, i), 2);
		expect(contents(queue)).toEqual([[3, [3, 3]], [4, [4, 4]]]);
		expect([queue.dropped, told]).toEqual([3, 3]);
	});
	test("a queue that is filled to the last byte is not taken for an empty one", () => {
		const queue = new ReadingQueue(12);
		queue.push(1, bytes(1, 1), 2);
		queue.push(2, bytes(2, 2), 2);
		expect([queue.used, queue.count]).toEqual([12, 2]);
		expect(contents(queue)).toEqual([[1, [1, 1]], [2, [2, 2]]]);
	});
	test("shift releases the oldest and does nothing to an empty queue", () => {
		const queue = new ReadingQueue(12);
		queue.push(1, bytes(1), 1);
		queue.shift();
		queue.shift();
		expect([queue.count, queue.used, queue.dropped]).toEqual([0, 0, 0]);
	});
	test("behaves as an array of bounded size through 20,000 random pushes and releases", () => {
		const random = seededRandom(11);
		const queue = new ReadingQueue(101);
		const model: [number, number[]][] = [];
		let dropped = 0;
		for (let i = 0; i < 20_000; i++) {
			if (random() < 0.6) {
				const payload = Array.from({ length: Math.floor(random() * 40) }, () => Math.floor(random() * 256));
				while (model.reduce((sum, [, kept]) => sum + kept.length + 4, 0) + payload.length + 4 > 101) {
					model.shift();
					dropped++;
				}
				model.push([i & 0xffff, payload]);
				expect(queue.push(i & 0xffff, Uint8Array.from(payload), payload.length)).toBe(true);
			}
			else {
				model.shift();
				queue.shift();
			}
			expect(queue.count).toBe(model.length);
		}
		expect(contents(queue)).toEqual(model);
		expect(queue.dropped).toBe(dropped);
	});
});
