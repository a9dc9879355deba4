import { type BroadcasterConfiguration, type BroadcastWish, placesOf, SIGNAL, wishOf } from "../configuration/broadcaster";
import { textOf } from "../configuration/layout-texts";
import { endingOf } from "../configuration/value-parser";
import { LIBRARY } from "../devices/library";
import type { BroadcasterTable, PlaceKeeper } from "../peripheral/broadcaster-table";
import { writeFields } from "../reading/field-object";
import { LastReports } from "../reading/last-reports";
import type { LayoutReader } from "../reading/layout-reader";
import { writeText } from "../reading/reading-text";
import { hasRules } from "../reading/report-rules";
import { ADDRESS_LENGTH } from "../text/bluetooth-address";
import { writeUTF8 } from "../text/utf8";
import type { BroadcastIntakeOptions } from "./broadcast-intake";

/** In preloaded modules XS copies a string literal to the heap each time it comes to it; a constant it does not. */
const TEXT = "text", OBJECT = "object", VALUE = "value", OPEN = "{", COMMA = ",", KEPT = "kept", TOO_LARGE = "too large";

/** Gives what was broadcast to the outbox, and knows the topics: made when they are asked for, they take no RAM. */
export class BroadcastPublisher implements PlaceKeeper {
	private _options: BroadcastIntakeOptions;
	private _table: BroadcasterTable;
	private _reader: LayoutReader;
	private _rules: LastReports | undefined;
	/** Where the packet's sender is, and the channel of the first of its values. */
	private _place = 0;
	private _channel = 0;
	private _tooLarge = 0;

	constructor(options: BroadcastIntakeOptions, table: BroadcasterTable, reader: LayoutReader) {
		this._options = options;
		this._table = table;
		this._reader = reader;
		const { broadcasters } = options;
		if (broadcasters.some(({ wishes }) => wishes.some(hasRules)))
			this._rules = new LastReports(this.rulesBefore(broadcasters.length));
	}
	topic(channel: number): string {
		const broadcaster = this.broadcasterOf(channel), { after, before, channels, deviceName, fields, firstChannel, payload } = broadcaster;
		const field = (channel - firstChannel) % channels, wish = wishOf(broadcaster, field);
		if (wish && wish.topic !== "")
			return wish.topic;
		const level = payload === OBJECT ? deviceName : wish && wish.level !== "" ? wish.level : this.fieldName(fields.names[field]!);
		if (broadcaster.address)
			return before + level;
		return before + this.addressOf(this._table.open + (channel - firstChannel - field) / channels) + after + level;
	}
	/** Twelve hexadecimal digits. */
	addressOf(place: number): string {
		const at = this._table.addressAt(place);
		return this._reader.maker.hexadecimal(this._table.bytes, at, at + ADDRESS_LENGTH);
	}
	isJSON(channel: number): boolean {
		const broadcaster = this.broadcasterOf(channel);
		return isJSON(broadcaster, wishOf(broadcaster, (channel - broadcaster.firstChannel) % broadcaster.channels));
	}
	/** Whether something of that place waits for the broker, whose topic follows from who is there. */
	waits(place: number): boolean {
		const broadcaster = this.ownerOf(place);
		return this._options.outbox.waits(this.channelOf(broadcaster, place), broadcaster.channels);
	}
	/** Somebody else has that place from here on. */
	forget(place: number): void {
		const broadcaster = this.ownerOf(place);
		this._rules?.forget(this.ruleOf(broadcaster, place), broadcaster.wishes.length);
	}
	/**
	 * Gives all values that the reader has from now on to the outbox.
	 * @param rssi dBm
	 * @returns how many were too large
	 */
	publish(place: number, rssi: number): number {
		const broadcaster = this.ownerOf(place), reader = this._reader, { fields: { endings, meanings, names }, signal } = broadcaster;
		this._place = place;
		this._channel = this.channelOf(broadcaster, place);
		this._tooLarge = 0;
		if (broadcaster.payload === OBJECT) {
			this.publishObject(broadcaster, rssi);
			return this._tooLarge;
		}
		while (reader.next()) {
			const field = names.indexOf(reader.nameNumber);
			if (field < 0 || !reader.known)
				continue;
			const { text } = reader, wish = wishOf(broadcaster, field);
			const ending = reader.meaningNumber !== meanings[field] ? endingOf(isJSON(broadcaster, wish), reader.unit) : wish ? wish.ending : endings[field]!;
			this.publishField(broadcaster, field, wish, text, reader.isLiteral(text), ending);
		}
		if (signal) {
			const field = broadcaster.channels - 1, wish = wishOf(broadcaster, field);
			this.publishField(broadcaster, field, wish, String(rssi), true, wish ? wish.ending : endings[field]!);
		}
		return this._tooLarge;
	}
	private publishField(broadcaster: BroadcasterConfiguration, field: number, wish: BroadcastWish | undefined, text: string, literal: boolean, ending: string): void {
		const { book, clock: { ticks }, log, outbox } = this._options, json = isJSON(broadcaster, wish);
		book.taken++;
		const rules = wish && hasRules(wish) ? this._rules : undefined, rule = rules ? this.ruleOf(broadcaster, this._place) + broadcaster.wished[field]! - 1 : 0;
		if (rules && !rules.pass(wish!, rule, text, ticks, false)) {
			book.withheld++;
			return;
		}
		const unit = !json && ending !== "" && log.shows(VALUE) ? ending.slice(1) : "";
		if (!this.give(this._channel + field, writeText(json, text, literal, ending, outbox.begin()), json, text, unit))
			rules?.forget(rule, 1);
	}
	private publishObject({ fields, signal }: BroadcasterConfiguration, rssi: number): void {
		const { book, log, outbox } = this._options, payload = outbox.begin();
		let length = writeFields(this._reader, fields, payload);
		if (signal && length >= 0)
			length = writeUTF8((length === 0 ? OPEN : COMMA) + fields.members[fields.members.length - 1]! + String(rssi), payload, length);
		if (length === 0)
			return;
		book.taken++;
		this.give(this._channel, length, true, length > 0 && log.shows(VALUE) ? this._reader.maker.utf8(payload, 0, length) + "}" : "", "");
	}
	/** @returns whether it waits for the broker now */
	private give(channel: number, length: number, json: boolean, text: string, unit: string): boolean {
		const taken = this._options.intake.deliver(channel, length, json, text, unit);
		if (taken === TOO_LARGE) {
			this._options.book.tooLarge++;
			this._tooLarge++;
		}
		return taken === KEPT;
	}
	private ownerOf(place: number): BroadcasterConfiguration {
		return this._options.broadcasters[this._table.owner(place)]!;
	}
	private channelOf({ address, channels, firstChannel }: BroadcasterConfiguration, place: number): number {
		return address ? firstChannel : firstChannel + (place - this._table.open) * channels;
	}
	/** Place of its first rule. */
	private ruleOf({ address, wishes }: BroadcasterConfiguration, place: number): number {
		return this.rulesBefore(this._table.owner(place)) + (address ? 0 : (place - this._table.open) * wishes.length);
	}
	/** Rules of all declarations before that one. */
	private rulesBefore(index: number): number {
		const { broadcasters } = this._options;
		let rules = 0;
		for (let before = 0; before < index; before++)
			rules += placesOf(broadcasters[before]!) * broadcasters[before]!.wishes.length;
		return rules;
	}
	private broadcasterOf(channel: number): BroadcasterConfiguration {
		const { broadcasters } = this._options;
		let index = broadcasters.length - 1;
		while (broadcasters[index]!.firstChannel > channel)
			index--;
		return broadcasters[index]!;
	}
	private fieldName(number: number): string {
		return number === 0 ? SIGNAL : textOf(LIBRARY, LIBRARY.names[number]!, this._reader.maker);
	}
}

const isJSON = ({ payload }: BroadcasterConfiguration, wish: BroadcastWish | undefined): boolean => wish ? wish.json : payload !== TEXT;
