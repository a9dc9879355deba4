import { Journal } from "../../modules/journal/journal";
import type { JournalOptions } from "../../modules/journal/journal";
import { StoredReading } from "../../modules/journal/stored-reading";
import { WINDOW } from "../../modules/journal/acknowledgement-window";
import { ReadingSource } from "./reading-source";

/** What the model knows of a reading that was appended and not released. */
interface Waiting {
	readonly sequence: number;
	acknowledged: boolean;
}

/** What was being done when the power went. */
export type Doing = "nothing" | "append" | "acknowledge" | "other";

/**
 * A journal beside a model of it in plain arrays, driven together: every answer of the journal is compared with that
 * of the model, and the accounting after each step. Throws at the first difference.
 */
export class Exercise {
	readonly journal: Journal;
	/** Oldest first; begins with one that is not acknowledged. */
	waiting: Waiting[] = [];
	/** Of `waiting`, those that the flash holds for certain. */
	durable = 0;
	doing: Doing = "nothing";
	/** The reading that is appended or acknowledged. */
	subject = -1;
	/** Sequence numbers taken so far are at most this. */
	highest = -1;
	/** Acknowledged lately whose mark may be missing: with `marksEvery` 1 none. */
	readonly unmarked: number[] = [];
	#marksEvery: number;
	#policy: string;
	#source = new ReadingSource();
	#reading = new StoredReading();
	#pushed = 0;
	#handed = 0;
	#full = 0;

	constructor(options: JournalOptions) {
		this.#marksEvery = options.marksEvery ?? 1;
		this.#policy = options.policy ?? "drop oldest";
		this.journal = new Journal(options);
	}
	/** Opens a flash where these readings wait; the oldest may be dropped for room. */
	open(waiting: readonly number[] = []): void {
		this.doing = "other";
		this.waiting = waiting.map(sequence => ({ sequence, acknowledged: false }));
		this.durable = waiting.length;
		const { recovered } = this.journal.open();
		this.#dropOldest(this.dropping);
		if (recovered !== waiting.length)
			throw new Error(`recovered ${recovered}, not ${waiting.length}`);
		this.#check();
	}
	/** Readings that the operation under way has dropped for want of room. */
	get dropping(): number {
		return this.journal.statistics.full - this.#full;
	}
	/** @returns false if the journal refused it */
	append(): boolean {
		this.doing = "other";
		const sequence = this.journal.takeSequence();
		if (sequence <= this.highest)
			throw new Error(`sequence number ${sequence} after ${this.highest}`);
		this.highest = sequence;
		this.doing = "append";
		this.subject = sequence;
		const stored = this.journal.append(this.#source.fill(this.#reading, sequence));
		if (stored)
			this.waiting.push({ sequence, acknowledged: false });
		else if (this.#policy === "drop oldest")
			throw new Error("refused under drop oldest");
		this.#dropOldest(this.dropping);
		this.#check();
		return stored;
	}
	flush(): void {
		this.doing = "other";
		this.journal.flush();
		this.durable = this.waiting.length;
		this.unmarked.length = 0;
		this.#check();
	}
	/** Has the next reading handed out, if there is one. */
	next(): boolean {
		this.doing = "other";
		let at = this.#handed;
		while (at < this.#pushed && this.waiting[at]!.acknowledged)
			at++;
		const expected = at < this.#pushed || at < Math.min(WINDOW, this.waiting.length) ? this.waiting[at]!.sequence : undefined;
		const found = this.journal.peek(this.#reading) ? this.#reading.sequence : undefined;
		if (found !== expected)
			throw new Error(`handed out ${found}, not ${expected}`);
		if (found !== undefined) {
			this.#source.check(this.#reading);
			this.journal.next();
			this.#handed = at + 1;
			this.#pushed = Math.max(this.#pushed, this.#handed);
		}
		this.#check();
		return found !== undefined;
	}
	/** Acknowledges the reading at that position from the oldest. */
	acknowledge(position: number): void {
		const entry = this.waiting[position];
		this.doing = "acknowledge";
		this.subject = entry?.sequence ?? 5;
		while (this.#handed < this.#pushed && this.waiting[this.#handed]!.acknowledged)
			this.#handed++;
		const reachable = position < this.#pushed || position < WINDOW && this.#handed === this.#pushed;
		const expected = entry !== undefined && !entry.acknowledged && reachable;
		if (this.journal.acknowledge(this.subject) !== expected)
			throw new Error(`acknowledge ${this.subject} at ${position} was ${!expected}`);
		if (expected) {
			entry.acknowledged = true;
			if (position >= this.#pushed)
				this.#pushed = position + 1;
			while (this.waiting[0]?.acknowledged)
				this.unmarked.push(this.#shift());
			this.unmarked.splice(0, this.unmarked.length - this.#marksEvery + 1);
		}
		this.#check();
	}
	rewind(): void {
		this.doing = "other";
		this.journal.rewind();
		this.#handed = 0;
		this.#check();
	}
	/** Any operation. */
	step(random: () => number): void {
		const choice = random();
		if (choice < 0.4)
			this.append();
		else if (choice < 0.55)
			this.flush();
		else if (choice < 0.75)
			this.next();
		else if (choice < 0.97)
			this.acknowledge(random() < 0.7 ? 0 : Math.floor(random() * 8));
		else
			this.rewind();
		this.doing = "nothing";
	}
	/** Sequence numbers that a recovery may bring back although they were acknowledged. */
	mayReturn(sequence: number): boolean {
		return this.doing === "acknowledge" && sequence === this.subject || this.unmarked.includes(sequence)
			|| this.waiting.some(entry => entry.sequence === sequence && entry.acknowledged);
	}
	#dropOldest(count: number): void {
		while (count > 0) {
			if (!this.waiting[0]!.acknowledged)
				count--;
			this.#shift();
		}
		while (this.waiting[0]?.acknowledged)
			this.#shift();
	}
	#shift(): number {
		this.durable = Math.max(0, this.durable - 1);
		this.#pushed = Math.max(0, this.#pushed - 1);
		this.#handed = Math.max(0, this.#handed - 1);
		return this.waiting.shift()!.sequence;
	}
	#check(): void {
		const { stored, recovered, acknowledged, waiting, full, corrupt } = this.journal.statistics;
		this.#full = full;
		if (stored + recovered !== acknowledged + waiting + full + corrupt)
			throw new Error(`accounting: ${JSON.stringify(this.journal.statistics)}`);
		let expected = 0;
		for (const entry of this.waiting)
			expected += entry.acknowledged ? 0 : 1;
		if (waiting !== expected || this.journal.count !== expected)
			throw new Error(`${waiting} wait, not ${expected}`);
	}
}
