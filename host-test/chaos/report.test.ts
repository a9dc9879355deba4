import { Ledger } from "./ledger";
import { Report } from "./report";
import type { Outcome } from "./trial";

test("there is a line for each fault, with its numbers below each other, and below it what was wrong", () => {
	const { balance } = new Ledger();
	const good: Outcome = {
		fault: "one", connections: 2, answered: 40, repeated: 3, account: undefined, complaints: [], seconds: 3,
		balance: { ...balance, taken: 1_000, received: 990, excused: 10, duplicates: 8, longestDelay: 1_234 },
	};
	const failed: Outcome = { ...good, fault: "another", balance: { ...balance, taken: 5, received: 3, lost: 2 }, complaints: ["2 lost"] };
	let text = "";
	new Report(part => text += part, false).table([good, failed]);
	expect(text).toBe(`
fault    taken  received  lost                         duplicates  longest delay  answered  asked again  verdict
-------  -----  --------  ---------------------------  ----------  -------------  --------  -----------  -------
one      1,000       990  0 (and 10 not yet in flash)           8  1.2 s                40            3  good
another      5         3  2                                     0  0.0 s                40            3  FAILED
  2 lost
`);
});
