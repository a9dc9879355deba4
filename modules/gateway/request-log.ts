import type { Clock } from "../text/clock";
import type { Log } from "../text/log";

/** So many lines are told in each so many milliseconds: whoever publishes fast must not fill the console. */
const LINES = 10, INTERVAL = 10_000;
const AREA = "ask";

/** What the console tells of requests and commands. Beyond ten lines in ten seconds they are counted, and the next line tells how many. */
export class RequestLog {
	private _clock: Clock;
	private _log: Log;
	private _since = -Infinity;
	private _told = 0;
	private _untold = 0;

	constructor(clock: Clock, log: Log) {
		this._clock = clock;
		this._log = log;
	}
	/** Something was not even looked at. */
	warning(text: string): void {
		if (this.mayTell())
			this._log.warning(AREA, text + this.rest);
	}
	/** What came of something. */
	info(text: string): void {
		if (this._log.shows("info") && this.mayTell())
			this._log.info(AREA, text + this.rest);
	}
	debug(text: string): void {
		if (this._log.shows("debug") && this.mayTell())
			this._log.debug(AREA, text + this.rest);
	}
	private mayTell(): boolean {
		const { ticks } = this._clock;
		if (ticks - this._since >= INTERVAL) {
			this._since = ticks;
			this._told = 0;
		}
		if (this._told < LINES) {
			this._told++;
			return true;
		}
		this._untold++;
		return false;
	}
	private get rest(): string {
		const count = this._untold;
		this._untold = 0;
		return count ? ` (${count} more were not told)` : "";
	}
}
