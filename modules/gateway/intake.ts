import type { BrokerSession } from "../broker/broker-session";
import type { FieldGroup, PeripheralConfiguration, ValueConfiguration } from "../configuration/configuration";
import { endingOf } from "../configuration/value-parser";
import { LIBRARY } from "../devices/library";
import { writeFields } from "../reading/field-object";
import { LayoutReader } from "../reading/layout-reader";
import { MAXIMUM_OPEN_PAYLOAD, MAXIMUM_PAYLOAD } from "../reading/outgoing-reading";
import type { Outbox, Taken } from "../reading/outbox";
import { writeReading, writeText } from "../reading/reading-text";
import { ReportRules } from "../reading/report-rules";
import { ValueDecoder } from "../reading/value-decoder";
import { ByteText } from "../text/byte-text";
import type { Clock } from "../text/clock";
import type { Log } from "../text/log";
import { formatUUID } from "../text/uuid";
import type { AccountBook } from "./account";
import type { ValueTopics } from "./value-topics";

/** Bytes of nonsense that the console shows. */
const SHOWN = 20;
/** A peripheral that sends nonsense is reported no more often than this. */
const COMPLAINT = 10_000;
/** In preloaded modules XS copies a string literal to the heap each time it comes to it; a constant it does not. */
const TOO_LARGE = "too large", DROPPED = "dropped", KEPT = "kept", VALUE = "value";

export interface IntakeOptions {
	readonly clock: Clock;
	readonly log: Log;
	/** By channel. */
	readonly values: readonly ValueConfiguration[];
	readonly topics: ValueTopics;
	readonly outbox: Outbox;
	readonly session: BrokerSession;
	readonly book: AccountBook;
}

/** Makes text of what peripherals notify or were read, and gives it to the outbox; counts and tells what is no reading. */
export class Intake {
	private _options: IntakeOptions;
	private _decoder = new ValueDecoder();
	/** When each channel was complained of last: milliseconds since start, modulo 2³². */
	private _complaints: Uint32Array;
	private _text = new ByteText();
	private _rules: ReportRules | undefined;
	private _reader: LayoutReader | undefined;

	constructor(options: IntakeOptions) {
		this._options = options;
		this._complaints = new Uint32Array(options.values.length).fill(options.clock.ticks - COMPLAINT);
		this._rules = ReportRules.of(options.values);
		if (options.values.some(({ discovered, group }) => group || discovered))
			this._reader = new LayoutReader(LIBRARY);
	}
	/** Reads layouts, where there are any; for others in between, too. */
	get reader(): LayoutReader | undefined {
		return this._reader;
	}
	/**
	 * `bytes`, good until this returns, came from a peripheral for the value with that channel; of a group for all of it.
	 * @param asked whether somebody asked for it: then it is published whatever its rules say
	 */
	take(peripheral: PeripheralConfiguration, value: ValueConfiguration, channel: number, bytes: Uint8Array, asked = false): void {
		const layout = value.group ? value.group.layout : this._options.topics.layout(channel);
		if (layout >= 0)
			this.takeFields(peripheral, layout, value.group, channel - value.place, bytes, asked);
		else
			this.takeValue(peripheral, value, channel, bytes, asked);
		// from here, and not from where it is called for: what publishes goes deep into a small stack
		this._options.session.pump();
	}
	private takeValue(peripheral: PeripheralConfiguration, value: ValueConfiguration, channel: number, bytes: Uint8Array, asked: boolean): void {
		const { book, outbox } = this._options;
		book.taken++;
		const text = this._decoder.decode(value, bytes);
		if (text === undefined) {
			book.malformed++;
			this.complain(peripheral, value, channel, `${bytes.length} bytes (${this.show(bytes)}) are too few for ` +
				`${value.format} at ${value.at}, which needs ${value.minimumLength}`);
			return;
		}
		if (this.passes(value, channel, text, asked))
			this.give(peripheral, value, channel, text, value.unit, writeReading(value, text, outbox.begin()));
	}
	/** The same for all values of a group, the first of which has that channel; without a group, for all fields in one. */
	private takeFields(peripheral: PeripheralConfiguration, layout: number, group: FieldGroup | undefined, channel: number, bytes: Uint8Array, asked: boolean): void {
		const { book, outbox, values } = this._options, first = values[channel]!, reader = this._reader!;
		if (!reader.begin(layout, bytes, 0, bytes.length)) {
			book.taken++;
			book.malformed++;
			this.complain(peripheral, first, channel, `${reader.problem} (${this.show(bytes)} of ${group ? formatUUID(first.characteristic) : this._options.topics.topic(channel)})`);
			return;
		}
		if (!group || group.members.length > 0) {
			const payload = outbox.begin(), length = writeFields(reader, group, payload);
			if (length === 0)
				return;
			book.taken++;
			const text = length > 0 && (first.onChange || this._options.log.shows(VALUE)) ? this._text.utf8(payload, 0, length) + "}" : "";
			if (this.passes(first, channel, text, asked))
				this.give(peripheral, first, channel, text, "", length);
			return;
		}
		while (reader.next()) {
			const place = group.names.indexOf(reader.nameNumber);
			if (place < 0 || !reader.known)
				continue;
			book.taken++;
			const value = values[channel + place]!, { text } = reader, usual = reader.meaningNumber === group.meanings[place];
			if (!this.passes(value, channel + place, text, asked))
				continue;
			const unit = usual ? value.unit : reader.unit;
			this.give(peripheral, value, channel + place, text, unit,
				writeText(value.json, text, reader.isLiteral(text), usual ? value.ending : endingOf(value.json, unit), outbox.begin()));
		}
	}
	/** Whether the rules let that reading through; if not it is counted. */
	private passes(value: ValueConfiguration, channel: number, text: string, asked: boolean): boolean {
		if (this._rules?.pass(value, channel, text, this._options.clock.ticks, asked) !== false)
			return true;
		this._options.book.withheld++;
		return false;
	}
	/**
	 * A payload was written to the outbox for that channel, `length` bytes; -1 if there was no room. Gives and tells it.
	 * @param json whether the outbox completes it
	 * @returns what became of it
	 */
	deliver(channel: number, length: number, json: boolean, text: string, unit: string): Taken {
		const { log, outbox, session } = this._options;
		const taken = length < 0 || length > (json ? MAXIMUM_OPEN_PAYLOAD : MAXIMUM_PAYLOAD) ? TOO_LARGE : outbox.take(channel, length);
		if (taken !== TOO_LARGE && log.shows(VALUE)) {
			const fate = taken === DROPPED ? " (dropped: no room for it)" : session.connected ? "" : ` (${outbox.waiting} wait for the broker)`;
			log.value(VALUE, `${outbox.topicOf(channel)} ${text}${unit && " "}${unit}${fate}`);
		}
		return taken;
	}
	/** The same of a peripheral's value. */
	private give(peripheral: PeripheralConfiguration, value: ValueConfiguration, channel: number, text: string, unit: string, length: number): void {
		const taken = this.deliver(channel, length, this._options.topics.isJSON(channel), text, unit);
		if (taken === KEPT)
			return;
		this._rules?.forget(channel);
		if (taken === DROPPED)
			return;
		this._options.book.tooLarge++;
		this.complain(peripheral, value, channel, text ? `a text of ${text.length} characters is too large` : "all its fields in one object are too large");
	}
	private complain(peripheral: PeripheralConfiguration, value: ValueConfiguration, channel: number, what: string): void {
		const { book, clock: { ticks }, log } = this._options;
		if ((ticks - this._complaints[channel]!) >>> 0 < COMPLAINT)
			return;
		this._complaints[channel] = ticks;
		log.warning(VALUE, `${peripheral.name} ${value.name}: ${what}; not published ` +
			`(${book.malformed} malformed and ${book.tooLarge} too large since start)`);
	}
	private show(bytes: Uint8Array): string {
		return bytes.length > SHOWN ? this._text.hexadecimal(bytes, 0, SHOWN) + "…" : this._text.hexadecimal(bytes, 0, bytes.length);
	}
}
