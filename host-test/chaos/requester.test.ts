import { Requester } from "./requester";

/** A requester that has asked for 1,000,000. */
function setUp() {
	jest.useFakeTimers();
	const asked: string[] = [], requester = new Requester((topic, payload) => asked.push(`${topic} ${payload}`));
	requester.begin(1_000_000);
	jest.advanceTimersByTime(50);
	return { asked, requester };
}
const answer = (value: number, rest: object = {}) => JSON.stringify({ id: value, ok: true, value, confirmed: "read back", ...rest });

afterEach(() => jest.useRealTimers());

test("it asks again until it is answered, and then for the next", () => {
	const { asked, requester } = setUp();
	jest.advanceTimersByTime(2_000);
	requester.onWritten(1_000_000);
	requester.onResult(answer(1_000_000));
	jest.advanceTimersByTime(200);
	expect(asked.map(text => text.slice(14))).toEqual(['{"id":1000000,"value":1000000}', '{"id":1000000,"value":1000000}', '{"id":1000001,"value":1000001}']);
	expect([requester.answered, requester.repeated, requester.complaints]).toEqual([1, 1, []]);
	requester.pause();
});
test.each<[string, (requester: Requester) => void, string]>([
	["what is written twice", requester => [1, 2].forEach(() => requester.onWritten(1_000_000)), "1000000 was written 2 times"],
	["what was never asked for", requester => requester.onWritten(1_000_007), "1000007 was written when 1000000 was asked for"],
	["what is answered and was not written", requester => {
		requester.onResult(answer(1_000_000));
		requester.check();
	}, "1000000 was answered and never written"],
	["what is written and never answered", requester => {
		requester.onWritten(1_000_000);
		requester.check();
	}, "1000000 was written 1 times, and not answered"],
	["a failure", requester => requester.onResult(answer(1_000_000, { ok: false })), 'the answer {"id":1000000,"ok":false'],
	["another value than was asked for", requester => requester.onResult(answer(1_000_000, { value: 3 })), 'the answer {"id":1000000,"ok":true,"value":3'],
	["two different answers", requester => [5, undefined].forEach(more => requester.onResult(answer(1_000_000, { more }))), "after"],
])("it sees %s", (_what, happen, complaint) => {
	const { requester } = setUp();
	happen(requester);
	expect(requester.complaints.join("\n")).toContain(complaint);
	requester.pause();
});
test("what a gateway that is gone has answered is no matter of the next", () => {
	const { requester } = setUp();
	requester.onWritten(1_000_000);
	requester.begin(2_000_000);
	requester.onResult(answer(1_000_000));
	requester.check();
	expect(requester.complaints).toEqual([]);
	requester.pause();
});
