import type { ValueConfiguration } from "../configuration/configuration";

const NONE = 0xffff, AT = 0, NUMBER = 1, TEXT = 2, FIELDS = 3;
/** FNV-1a, 32 bits. */
const FNV_BASIS = 0x811c9dc5, FNV_PRIME = 0x01000193, FNV_RANGE = 2 ** 32;

/**
 * Which readings are published, where a value's declaration asks for fewer than there are. It knows of each such value when
 * and what was published last: as a number, and the text by its length and 32 bits of hash.
 */
export class ReportRules {
	/** Of each channel its place among those that have rules; `NONE` for the others. */
	private _place: Uint16Array;
	/** Of each place: ticks, which are -Infinity before the first, number and text. */
	private _last: Float64Array;

	private constructor(values: readonly ValueConfiguration[]) {
		let places = 0;
		this._place = new Uint16Array(values.length);
		for (let i = 0; i < values.length; i++)
			this._place[i] = hasRules(values[i]!) ? FIELDS * places++ : NONE;
		this._last = new Float64Array(FIELDS * places).fill(-Infinity);
	}
	/** @param values by channel; undefined if none has */
	static of(values: readonly ValueConfiguration[]): ReportRules | undefined {
		return values.some(hasRules) ? new ReportRules(values) : undefined;
	}
	/**
	 * Whether that reading is published; then it is the last one.
	 * @param text the value's, without its unit
	 * @param asked somebody asked for it: it is published whatever the rules say
	 */
	pass({ deadBand, maximumInterval, minimumInterval, onChange }: ValueConfiguration, channel: number, text: string, ticks: number, asked: boolean): boolean {
		const place = this._place[channel]!;
		if (place === NONE)
			return true;
		const elapsed = ticks - this._last[place + AT]!, print = fingerprint(text), number = Number(text);
		const overdue = maximumInterval > 0 && elapsed >= maximumInterval;
		if (!asked && !overdue) {
			if (elapsed < minimumInterval)
				return false;
			const same = print === this._last[place + TEXT], moved = Math.abs(number - this._last[place + NUMBER]!);
			// what is no number has moved if it reads differently
			if (elapsed < Infinity && ((onChange && same) || (deadBand > 0 && (Number.isFinite(moved) ? moved < deadBand : same))))
				return false;
		}
		this._last[place + AT] = ticks;
		this._last[place + NUMBER] = number;
		this._last[place + TEXT] = print;
		return true;
	}
}

function hasRules({ deadBand, minimumInterval, onChange }: ValueConfiguration): boolean {
	return onChange || deadBand > 0 || minimumInterval > 0;
}

function fingerprint(text: string): number {
	let hash = FNV_BASIS;
	for (let i = 0; i < text.length; i++)
		hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME);
	return text.length * FNV_RANGE + (hash >>> 0);
}
