import type { BrokerSession } from "../broker/broker-session";
import type { Notice } from "../broker/notice";
import type { Outbox } from "../reading/outbox";
import type { Log } from "../text/log";

/**
 * What became of the readings since start. At every moment taken + recovered = acknowledged + waiting + what was dropped,
 * which are the last seven.
 */
export interface Account {
	/** From peripherals, in this run. */
	readonly taken: number;
	/** From the journal: they were taken before this start. */
	readonly recovered: number;
	/** Sent to the broker for the first time in this run. */
	readonly published: number;
	/** Sent to it again. */
	readonly duplicates: number;
	readonly acknowledged: number;
	readonly waiting: number;
	/** Were written to the journal in this run. */
	readonly stored: number;
	/** For want of room in RAM. */
	readonly queueFull: number;
	/** For want of room in the journal. */
	readonly journalFull: number;
	/** The flash gives something else than was written. */
	readonly corrupt: number;
	/** Too short for their declaration. */
	readonly malformed: number;
	/** Beyond `MAXIMUM_PAYLOAD` or the room for readings in RAM. */
	readonly tooLarge: number;
	/** The broker refuses their topic. */
	readonly refused: number;
	/** Kept back by the rules of their declaration. */
	readonly withheld: number;
}

/** Counts what comes in, asks outbox and session for what came of it, and tells all of it on the console and to the broker. */
export class AccountBook implements Notice {
	readonly messages = 1;
	readonly first = true;
	taken = 0;
	malformed = 0;
	tooLarge = 0;
	withheld = 0;
	private _log: Log;
	private _outbox: Outbox;
	private _session: BrokerSession;
	/** Sum of the counters when they were told last. */
	private _told = 0;

	constructor(log: Log, outbox: Outbox, session: BrokerSession) {
		this._log = log;
		this._outbox = outbox;
		this._session = session;
	}
	get account(): Account {
		const { acknowledged, corrupt, journalFull, queueFull, recovered, refused, stored, waiting } = this._outbox;
		const { duplicates, published } = this._session;
		return {
			taken: this.taken, recovered, published, duplicates, acknowledged, waiting, stored,
			queueFull, journalFull, corrupt, malformed: this.malformed, tooLarge: this.tooLarge, refused, withheld: this.withheld,
		};
	}
	topic(_index: number, status: string): string {
		return status + "/readings";
	}
	text(): string {
		return JSON.stringify(this.account);
	}
	/** Tells what changed since it was told last, if anything did. */
	tell(): void {
		const { acknowledged, corrupt, duplicates, journalFull, malformed, published, queueFull, recovered, refused, stored, taken, tooLarge, waiting, withheld } = this.account;
		const dropped = queueFull + journalFull + corrupt + malformed + tooLarge + refused + withheld;
		// none of them ever falls, and what waits follows from them
		const sum = taken + recovered + published + duplicates + acknowledged + stored + dropped;
		if (sum === this._told)
			return;
		this._told = sum;
		this._log.info("count", `readings: ${taken} taken, ${recovered} recovered, ${published} published, ${acknowledged} acknowledged, ${waiting} waiting, ` +
			`${stored} stored, ${duplicates} sent again; dropped: ${queueFull} queue full, ${journalFull} journal full, ${corrupt} corrupt, ` +
			`${malformed} malformed, ${tooLarge} too large, ${refused} refused, ${withheld} withheld`);
		if (taken + recovered !== acknowledged + waiting + dropped)
			this._log.error("count", "these numbers do not add up, which is a defect of the firmware: please report it with this console's text");
		this._session.announce(this);
	}
}
