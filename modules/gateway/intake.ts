import type { BrokerSession } from "../broker/broker-session";
import type { PeripheralConfiguration, ValueConfiguration } from "../configuration/configuration";
import { MAXIMUM_OPEN_PAYLOAD, MAXIMUM_PAYLOAD } from "../reading/outgoing-reading";
import type { Outbox, Taken } from "../reading/outbox";
import { writeReading } from "../reading/reading-text";
import { ReportRules } from "../reading/report-rules";
import { ValueDecoder } from "../reading/value-decoder";
import { ByteText } from "../text/byte-text";
import type { Clock } from "../text/clock";
import type { Log } from "../text/log";
import type { AccountBook } from "./account";

/** Bytes of nonsense that the console shows. */
const SHOWN = 20;
/** A peripheral that sends nonsense is reported no more often than this. */
const COMPLAINT = 10_000;
/** In preloaded modules XS copies a string literal to the heap each time it comes to it; a constant it does not. */
const TOO_LARGE = "too large", DROPPED = "dropped", VALUE = "value";

export interface IntakeOptions {
	readonly clock: Clock;
	readonly log: Log;
	/** By channel. */
	readonly values: readonly ValueConfiguration[];
	readonly outbox: Outbox;
	readonly session: BrokerSession;
	readonly book: AccountBook;
}

/** Makes text of what peripherals notify or were read, and gives it to the outbox; counts and tells what is no reading. */
export class Intake {
	#options: IntakeOptions;
	#decoder = new ValueDecoder();
	#complaints: Float64Array;
	#text = new ByteText();
	#rules: ReportRules | undefined;

	constructor(options: IntakeOptions) {
		this.#options = options;
		this.#complaints = new Float64Array(options.values.length).fill(-Infinity);
		this.#rules = ReportRules.of(options.values);
	}
	/**
	 * `bytes`, good until this returns, came from a peripheral for the value with that channel.
	 * @param asked whether somebody asked for it: then it is published whatever its rules say
	 */
	take(peripheral: PeripheralConfiguration, value: ValueConfiguration, channel: number, bytes: Uint8Array, asked = false): void {
		const { book, clock, log, outbox, session } = this.#options;
		book.taken++;
		const text = this.#decoder.decode(value, bytes);
		if (text === undefined) {
			book.malformed++;
			this.complain(peripheral, value, channel, `${bytes.length} bytes (${this.show(bytes)}) are too few for ` +
				`${value.format} at ${value.at}, which needs ${value.minimumLength}`);
			return;
		}
		if (this.#rules?.pass(value, channel, text, clock.ticks, asked) === false) {
			book.withheld++;
			return;
		}
		const length = writeReading(value, text, outbox.begin());
		const taken = length < 0 || length > (value.json ? MAXIMUM_OPEN_PAYLOAD : MAXIMUM_PAYLOAD) ? TOO_LARGE : outbox.take(channel, length);
		if (taken === TOO_LARGE) {
			book.tooLarge++;
			this.complain(peripheral, value, channel, `a text of ${text.length} characters is too large`);
			return;
		}
		if (log.shows(VALUE))
			log.value(VALUE, `${value.topic} ${text}${value.unit && " "}${value.unit}${this.fate(taken)}`);
		session.pump();
	}
	private fate(taken: Taken): string {
		if (taken === DROPPED)
			return " (dropped: no room for it)";
		return this.#options.session.connected ? "" : ` (${this.#options.outbox.waiting} wait for the broker)`;
	}
	private complain(peripheral: PeripheralConfiguration, value: ValueConfiguration, channel: number, what: string): void {
		const { book, clock: { ticks }, log } = this.#options;
		if (ticks - this.#complaints[channel]! < COMPLAINT)
			return;
		this.#complaints[channel] = ticks;
		log.warning(VALUE, `${peripheral.name} ${value.name}: ${what}; not published ` +
			`(${book.malformed} malformed and ${book.tooLarge} too large since start)`);
	}
	private show(bytes: Uint8Array): string {
		return bytes.length > SHOWN ? this.#text.hexadecimal(bytes, 0, SHOWN) + "…" : this.#text.hexadecimal(bytes, 0, bytes.length);
	}
}
