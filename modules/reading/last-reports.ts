import type { ValueConfiguration } from "../configuration/configuration";

const AT = 0, NUMBER = 1, TEXT = 2, FIELDS = 3;
/** FNV-1a, 32 bits. */
const FNV_BASIS = 0x811c9dc5, FNV_PRIME = 0x01000193, FNV_RANGE = 2 ** 32;

/** What may be asked of the readings of a value. */
export type ReportRule = Pick<ValueConfiguration, "deadBand" | "maximumInterval" | "minimumInterval" | "onChange">;

/**
 * When and what was published last of some values: as a number, and the text by its length and 32 bits of hash.
 */
export class LastReports {
	/** Of each place: ticks, which are -Infinity before the first, number and text. */
	private _last: Float64Array;

	/** @param places how many values */
	constructor(places: number) {
		this._last = new Float64Array(FIELDS * places).fill(-Infinity);
	}
	/** Nothing was published of these. */
	forget(place: number, places: number): void {
		this._last.fill(-Infinity, FIELDS * place, FIELDS * (place + places));
	}
	/**
	 * Whether the rule lets that reading of the value at `place` through; then it is the last one.
	 * @param text the value's, without its unit
	 * @param asked somebody asked for it: it is published whatever the rule says
	 */
	pass({ deadBand, maximumInterval, minimumInterval, onChange }: ReportRule, place: number, text: string, ticks: number, asked: boolean): boolean {
		const last = this._last, at = FIELDS * place;
		const elapsed = ticks - last[at + AT]!, print = fingerprint(text), number = Number(text);
		const overdue = maximumInterval > 0 && elapsed >= maximumInterval;
		if (!asked && !overdue) {
			if (elapsed < minimumInterval)
				return false;
			const same = print === last[at + TEXT], moved = Math.abs(number - last[at + NUMBER]!);
			// what is no number has moved if it reads differently
			if (elapsed < Infinity && ((onChange && same) || (deadBand > 0 && (Number.isFinite(moved) ? moved < deadBand : same))))
				return false;
		}
		last[at + AT] = ticks;
		last[at + NUMBER] = number;
		last[at + TEXT] = print;
		return true;
	}
}

const fingerprint = (text: string): number => {
	let hash = FNV_BASIS;
	for (let i = 0; i < text.length; i++)
		hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME);
	return text.length * FNV_RANGE + (hash >>> 0);
};
