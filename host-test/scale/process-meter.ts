import { readFileSync } from "node:fs";

/** Of the kernel's clock for processes (USER_HZ), in milliseconds. */
const TICK = 10;
/** Milliseconds over which a load is taken. */
const WINDOW = 1_000;

/** Looks at what a process takes of processor and memory; Linux. */
export class ProcessMeter {
	/** Bytes of memory, at most. */
	memory = 0;
	/** Share of one core in the busiest second, 1 for all of it. */
	peak = 0;
	#pid: number;
	#from: number;
	#looks: { readonly time: number; readonly spent: number }[] = [];

	constructor(pid: number) {
		this.#pid = pid;
		this.#from = this.#spent();
		this.look();
	}
	/** Milliseconds of processor time since it was made. */
	get spent(): number {
		return this.#spent() - this.#from;
	}
	/** To be called often: several times a second. */
	look(): void {
		const time = performance.now(), spent = this.#spent();
		this.memory = Math.max(this.memory, Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.#pid}/status`, "utf8"))?.[1] ?? 0) * 1_024);
		this.#looks.push({ time, spent });
		while (this.#looks.length > 2 && time - this.#looks[1]!.time >= WINDOW)
			this.#looks.shift();
		const first = this.#looks[0]!;
		if (time - first.time >= WINDOW)
			this.peak = Math.max(this.peak, (spent - first.spent) / (time - first.time));
	}
	#spent(): number {
		const text = readFileSync(`/proc/${this.#pid}/stat`, "utf8");
		// behind the name, which may have spaces in it
		const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
		return (Number(fields[11]) + Number(fields[12])) * TICK;
	}
}
