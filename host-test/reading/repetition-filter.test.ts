import { RepetitionFilter } from "../../modules/reading/repetition-filter";

/** What of packets is new, one after the other: layout, bytes, counter. */
function news(filter: RepetitionFilter, packets: readonly (readonly [layout: number, bytes: string, counter?: number])[], sender = 0): boolean[] {
	return packets.map(([layout, text, counter = -1]) => {
		const bytes = Uint8Array.from(`..${text}.`, letter => letter.charCodeAt(0));
		filter.look(sender, layout, bytes, 2, bytes.length - 1);
		const known = filter.hasBytes || filter.hasCounter(counter);
		if (!known)
			filter.keep(counter);
		return !known;
	});
}

test("the same bytes are the same packet, and after others they are new", () => {
	expect(news(new RepetitionFilter(1), [[1, "ab"], [1, "ab"], [1, "ac"], [1, "ab"]])).toEqual([true, false, true, true]);
});

test("the same counter is the same packet, whatever else has changed", () => {
	expect(news(new RepetitionFilter(1), [[1, "ab", 7], [1, "ac", 7], [1, "ac", 8], [1, "ad", 0], [1, "ae", 0xfffe], [1, "af", 0xfffe]])).toEqual([true, false, true, true, true, false]);
});

test("kinds in turn are told apart by layout and by length, four of them", () => {
	const turn = [[1, "ab"], [2, "ab"], [3, "ab"], [1, "abc"]] as const;
	expect(news(new RepetitionFilter(1), [...turn, ...turn])).toEqual([true, true, true, true, false, false, false, false]);
});

test("a fifth takes a place, and nothing new is held for known", () => {
	const kinds = Array.from({ length: 9 }, (_each, index) => [index, "same"] as const);
	expect(news(new RepetitionFilter(1), kinds)).toEqual(kinds.map(() => true));
});

test("senders do not know of each other, and one that is forgotten begins anew", () => {
	const filter = new RepetitionFilter(3);
	expect([0, 1, 2].flatMap(sender => news(filter, [[1, "ab"], [1, "ab"]], sender))).toEqual([true, false, true, false, true, false]);
	filter.forget(1);
	expect([0, 1, 2].flatMap(sender => news(filter, [[1, "ab"]], sender))).toEqual([false, true, false]);
});
