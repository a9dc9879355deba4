import storage from "embedded:storage/key-value";
import { BUILD_TIME } from "./build-time";

const DOMAIN = "gattway";
const KEY = "time";
/** Seconds between two writes: flash wears. */
const INTERVAL = 86_400;

/*
 * What a time server says is not enough to keep: it is not authenticated, and one answer from the far future would
 * shut the broker out for good. A time at which the broker's chain verified is.
 */

/**
 * The earliest that it can be now: when the firmware was built, or when the time was last known to be good, which is
 * kept in flash. A time server that says less is wrong or lies, to make an expired certificate good again.
 */
export class TimeFloor {
	/** Seconds since 1970. */
	private _kept = 0;
	private _report: (problem: string) => void;

	/** `report` gets what keeps the storage from working, for people; the floor is good for this run only then. */
	constructor(report: (problem: string) => void) {
		this._report = report;
		try {
			const values = storage.open({ path: DOMAIN, mode: "r+", format: "uint32" });
			this._kept = Number(values.read(KEY) ?? 0);
			values.close();
		}
		catch (error) {
			report(`the last good time could not be read from flash ("${error}")`);
		}
	}
	/** Milliseconds since 1970. */
	get time(): number {
		return Math.max(BUILD_TIME, this._kept * 1_000);
	}
	/** The time is known to be `time`, in milliseconds since 1970: keeps it, at most once a day. */
	raise(time: number): void {
		const seconds = Math.floor(time / 1_000);
		if (seconds < this._kept + INTERVAL)
			return;
		this._kept = seconds;
		try {
			const values = storage.open({ path: DOMAIN, mode: "r+", format: "uint32" });
			values.write(KEY, seconds);
			values.close();
		}
		catch (error) {
			this._report(`the time could not be kept in flash ("${error}")`);
		}
	}
}
