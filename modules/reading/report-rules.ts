import type { ValueConfiguration } from "../configuration/configuration";
import { LastReports, type ReportRule } from "./last-reports";

const NONE = 0xffff;

/** Which readings are published, where a value's declaration asks for fewer than there are. */
export class ReportRules {
	/** Of each channel its place among those that have rules; `NONE` for the others. */
	private _place: Uint16Array;
	private _last: LastReports;

	private constructor(values: readonly ValueConfiguration[]) {
		let places = 0;
		this._place = new Uint16Array(values.length);
		for (let i = 0; i < values.length; i++)
			this._place[i] = hasRules(values[i]!) ? places++ : NONE;
		this._last = new LastReports(places);
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
	pass(value: ValueConfiguration, channel: number, text: string, ticks: number, asked: boolean): boolean {
		const place = this._place[channel]!;
		return place === NONE || this._last.pass(value, place, text, ticks, asked);
	}
	/** The one that passed last was not kept after all: what comes next is not measured by it. */
	forget(channel: number): void {
		const place = this._place[channel]!;
		if (place !== NONE)
			this._last.forget(place, 1);
	}
}

/** Whether anything is asked of readings. */
export const hasRules = ({ deadBand, minimumInterval, onChange }: ReportRule): boolean => onChange || deadBand > 0 || minimumInterval > 0;
