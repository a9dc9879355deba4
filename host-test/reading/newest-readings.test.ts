import { NewestReadings } from "../../modules/reading/newest-readings";

const bytes = (number: number) => Uint8Array.of(number);

describe("NewestReadings", () => {
	test("has the last of each channel until it was acknowledged or said", () => {
		const newest = new NewestReadings();
		newest.put(7, "t/7", 1, 10, bytes(1));
		newest.put(9, "t/9", 2, 11, bytes(2));
		newest.put(7, "t/7", 3, 12, bytes(3));
		newest.drop(10);
		expect([newest.next(0), newest.get(0).payload, newest.get(0).sequence]).toEqual([0, bytes(3), 12]);
		newest.drop(12);
		newest.say(newest.next(0));
		expect(newest.next(0)).toBe(-1);
		expect([10, 11, 12].map(sequence => newest.isPast("t/9", sequence))).toEqual([true, true, false]);
		expect(newest.isPast("t/7", 10)).toBe(false);
	});
	test("keeps the topic of a reading, and forgets what was said when its channel is another sender's", () => {
		const newest = new NewestReadings();
		newest.put(0, "one", 0, 1, bytes(1));
		newest.say(0);
		newest.put(0, "other", 0, 2, bytes(2));
		expect([newest.get(0).topic, newest.isPast("one", 1), newest.isPast("other", 1)]).toEqual(["other", false, false]);
	});
	test("remembers 32 channels, and forgets the one that has been silent for longest", () => {
		const newest = new NewestReadings();
		for (let channel = 0; channel < 32; channel++)
			newest.put(channel, "t", 0, channel, bytes(0));
		newest.put(0, "t", 0, 100, bytes(0));
		newest.put(5_000, "t", 0, 101, bytes(0));
		const channels: number[] = [];
		for (let place = newest.next(0); place >= 0; place = newest.next(place + 1))
			channels.push(newest.get(place).channel);
		expect(channels).toEqual([0, ...Array.from({ length: 30 }, (_, index) => index + 2), 5_000]);
	});
});
