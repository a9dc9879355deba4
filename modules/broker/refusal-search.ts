/** After so many connections in a row that ended with the same reading as the oldest in flight, readings are sent one at a time. */
const SUSPICIOUS = 2;
/**
 * So many acknowledged PUBLISH packets of another topic, each sent alone, must come before the suspect on its connection,
 * and one more each time: else a network or broker that ends each connection at the same PUBLISH, whatever its topic,
 * or after the same time, would be taken for one that refuses the suspect.
 */
const CONTROLS = 4;
/**
 * So many connections in a row must end right after the suspect, sent alone after its controls. A network that breaks by
 * chance at one PUBLISH in n does that with a probability of at most (1/n · (1 - 1/n)⁴)⁶: below 4 in 10⁷ for any n.
 */
const STRIKES = 6;
/** Milliseconds from the suspect to the end of the connection, at most: one that refuses does not wait. */
const PROMPT = 5_000;

/** What an end of a connection says: "refused" the reading that was sent alone, "control" that even its controls end connections. */
export type Verdict = "nothing" | "suspicious" | "control" | "refused";

/**
 * Finds the reading at which a broker ends the connection, as AWS and EMQX do at a topic that their policy does not
 * allow: MQTT 3.1.1 has no other way to say so. A network that merely breaks must not be taken for such a broker: so
 * the proof is that the same reading, sent alone, ends connection after connection, and that on each of them another
 * topic was taken right before.
 */
export class RefusalSearch {
	/** Of the oldest reading in flight when the last connection ended. */
	private _oldest = -1;
	/** Connections in a row that ended so. */
	private _ends = 0;
	/** Sequence number of the last reading to be sent alone; -1 if there is no search. */
	private _until = -1;
	private _controls = 0;
	private _controlEnds = 0;
	/** The reading that is in flight alone, and since when. */
	private _alone = -1;
	private _since = 0;
	/** The reading that ended the last connections alone, and how many. */
	private _suspect = -1;
	private _strikes = 0;

	/** Readings are to be sent one at a time. */
	get active(): boolean {
		return this._until >= 0;
	}
	get until(): number {
		return this._until;
	}
	/** Controls are to be acknowledged on this connection before a reading is sent. */
	get wantsControl(): boolean {
		return this._controls < CONTROLS + this._strikes;
	}
	/** Whether a reading is in flight alone. */
	get busy(): boolean {
		return this._alone >= 0;
	}
	/** A connection begins. */
	begin(): void {
		this._controls = 0;
		this._alone = -1;
	}
	/** A control was acknowledged. */
	control(): void {
		this._controls++;
		this._controlEnds = 0;
	}
	/** A reading was sent alone. */
	send(sequence: number, ticks: number): void {
		this._alone = sequence;
		this._since = ticks;
	}
	acknowledge(sequence: number): void {
		if (sequence === this._alone)
			this._alone = -1;
		if (sequence === this._suspect)
			this._strikes = 0;
		if (sequence >= this._until)
			this.stop();
	}
	/** There is nothing more to be sent alone. */
	stop(): void {
		this._until = -1;
		this._ends = 0;
	}
	/**
	 * A connection has ended.
	 * @param broken by the broker or the network, without a reason
	 * @param oldest sequence number of the oldest reading in flight, and of the newest; -1 for none
	 */
	end(broken: boolean, oldest: number, newest: number, ticks: number): Verdict {
		const alone = this._alone, searching = this.active;
		this._alone = -1;
		if (searching && broken && alone >= 0 && ticks - this._since <= PROMPT)
			return this.strike(alone);
		this._strikes = 0;
		if (searching) {
			// whatever it was, it was not one reading
			this.stop();
			if (broken && this._controls === 0 && ++this._controlEnds === SUSPICIOUS)
				return "control";
			return "nothing";
		}
		this._ends = !broken || oldest < 0 ? 0 : oldest === this._oldest ? this._ends + 1 : 1;
		this._oldest = oldest;
		if (this._ends < SUSPICIOUS)
			return "nothing";
		this._until = newest;
		return "suspicious";
	}
	private strike(sequence: number): Verdict {
		this._strikes = sequence === this._suspect ? this._strikes + 1 : 1;
		this._suspect = sequence;
		if (this._strikes < STRIKES)
			return "nothing";
		this._strikes = 0;
		this.stop();
		return "refused";
	}
}
