import type { Clock } from "./clock";

/** From the quietest to the one that tells everything; each includes those before it. */
export const LOG_LEVELS = Object.freeze(["error", "warning", "info", "value", "debug"] as const);

export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * The story that the console tells: one line for each event, with the seconds since start, where it happened and
 * what happens next. It takes finished text; a caller that has to build an expensive one asks `shows` first.
 */
export class Log {
	private _clock: Clock;
	private _write: (line: string) => void;
	private _level: number;

	/** `write` gets each line without its line feed. */
	constructor(clock: Clock, write: (line: string) => void, level: LogLevel = "info") {
		this._clock = clock;
		this._write = write;
		this._level = LOG_LEVELS.indexOf(level);
	}
	set level(level: LogLevel) {
		this._level = LOG_LEVELS.indexOf(level);
	}
	get level(): LogLevel {
		return LOG_LEVELS[this._level]!;
	}
	shows(level: LogLevel): boolean {
		return LOG_LEVELS.indexOf(level) <= this._level;
	}
	/** Something is lost or will not come right by itself. */
	error(area: string, text: string): void {
		this.line(0, area, "ERROR " + text);
	}
	/** Something failed that the gateway mends by itself; the text says how. */
	warning(area: string, text: string): void {
		this.line(1, area, "WARNING " + text);
	}
	/** A step on the way. */
	info(area: string, text: string): void {
		this.line(2, area, text);
	}
	/** A value that goes to the broker. */
	value(area: string, text: string): void {
		this.line(3, area, text);
	}
	/** For whoever looks for a fault. */
	debug(area: string, text: string): void {
		this.line(4, area, text);
	}
	private line(level: number, area: string, text: string): void {
		if (level <= this._level)
			this._write(`${(this._clock.ticks / 1000).toFixed(3).padStart(9)} ${area.padEnd(6)} ${text}`);
	}
}
