import { Journal } from "../../modules/journal/journal";
import type { Flash } from "../../modules/journal/flash";
import { Log } from "../../modules/text/log";
import { Outbox, type OutboxOptions } from "../../modules/reading/outbox";
import { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import { ManualClock } from "../manual-clock";
import { seededRandom } from "../seeded-random";

/** The first sequence number of a flash that is new. */
export const FIRST = 2 ** 24;

/** An outbox on the journal in emulated flash, and what went in and out of it. */
export class OutboxStage {
	readonly clock: ManualClock;
	readonly flash: Flash;
	readonly lines: string[] = [];
	readonly outbox: Outbox;
	taken = 0;

	constructor(options: Partial<OutboxOptions> = {}, flash: Flash = new EmulatedFlash({ blocks: 8, random: seededRandom(1) }), clock = new ManualClock()) {
		this.clock = clock;
		this.flash = flash;
		this.outbox = new Outbox({
			clock,
			log: new Log(clock, line => this.lines.push(line), "debug"),
			capacity: 1_024,
			mode: "outage",
			policy: "drop oldest",
			topic: channel => `t/${channel}`,
			isJSON: channel => channel === 1,
			expireAfter: () => 60_000,
			history: false,
			makeStore: policy => new Journal({ flash, policy }),
			...options,
		});
		this.outbox.start();
	}
	take(...texts: string[]): void {
		for (const text of texts)
			this.takeOn(0, text);
	}
	takeOn(channel: number, text: string): string {
		this.outbox.begin().set(Buffer.from(text));
		this.taken++;
		return this.outbox.take(channel, Buffer.byteLength(text));
	}
	/** Hands out all there is, or `most`; as "sequence number after FIRST: payload". */
	handOut(most = Infinity): string[] {
		const list: string[] = [];
		for (; list.length < most && this.outbox.peek(); this.outbox.next())
			list.push(`${this.outbox.reading.sequence - FIRST}: ${Buffer.from(this.outbox.reading.bytes)}`);
		return list;
	}
	acknowledge(...sequences: number[]): boolean[] {
		return sequences.map(sequence => this.outbox.acknowledge(FIRST + sequence));
	}
	/** What is taken is somewhere: 0 if the counters add up. */
	get missing(): number {
		const { acknowledged, corrupt, journalFull, queueFull, recovered, refused, waiting } = this.outbox;
		return this.taken + recovered - acknowledged - waiting - queueFull - journalFull - corrupt - refused;
	}
	/** Another run on the same flash: after an orderly end, or after a loss of power. */
	restart(orderly: boolean, options: Partial<OutboxOptions> = {}): OutboxStage {
		if (orderly)
			this.outbox.close();
		return new OutboxStage(options, this.flash);
	}
}
