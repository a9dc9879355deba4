import pc from "picocolors";
import { type Cell, formatTable } from "../table";
import type { Outcome } from "./trial";

const HEAD = ["fault", "taken", "received", "lost", "duplicates", "longest delay", "answered", "asked again", "verdict"];

/** The table of `npm run chaos`: a line for each fault, and below it what was wrong. */
export class Report {
	#write: (text: string) => void;
	#colors: ReturnType<typeof pc.createColors>;

	constructor(write: (text: string) => void, colored: boolean) {
		this.#write = write;
		this.#colors = pc.createColors(colored);
	}
	/** What is done now. */
	say(text: string): void {
		this.#write(`${this.#colors.dim(text)}\n`);
	}
	table(outcomes: readonly Outcome[]): void {
		const [head, rule, ...lines] = formatTable(HEAD, outcomes.map(cells));
		this.#write(`\n${this.#colors.bold(head!)}\n${rule}\n`);
		outcomes.forEach(({ complaints }, index) => {
			this.#write(`${this.#colors[complaints.length ? "red" : "green"](lines[index]!)}\n`);
			for (const complaint of complaints)
				this.#write(`  ${complaint.replaceAll("\n", "\n    ")}\n`);
		});
	}
}

function cells({ answered, balance: { duplicates, excused, longestDelay, lost, received, taken }, complaints, fault, repeated }: Outcome): Cell[] {
	const unwritten = excused ? ` (and ${excused} not yet in flash)` : "";
	return [fault, taken, received, `${lost}${unwritten}`, duplicates, `${(longestDelay / 1_000).toFixed(1)} s`, answered, repeated, complaints.length ? "FAILED" : "good"];
}
