import type { BrokerSession } from "../broker/broker-session";
import type { BroadcasterConfiguration } from "../configuration/broadcaster";
import { LIBRARY } from "../devices/library";
import type { AirListener } from "../peripheral/air-listener";
import { BroadcasterTable, Since } from "../peripheral/broadcaster-table";
import type { BlockCipherMaker } from "../reading/block-cipher";
import { BroadcastFinder } from "../reading/broadcast-finder";
import { BroadcastOpener, Opening } from "../reading/broadcast-opener";
import type { CounterMemory } from "../reading/counter-memory";
import { LayoutReader } from "../reading/layout-reader";
import type { Outbox } from "../reading/outbox";
import { RepetitionFilter } from "../reading/repetition-filter";
import { ReplayGuard } from "../reading/replay-guard";
import { ADDRESS_LENGTH } from "../text/bluetooth-address";
import type { Clock } from "../text/clock";
import type { Log } from "../text/log";
import type { AccountBook } from "./account";
import { BroadcastPublisher } from "./broadcast-publisher";
import type { Intake } from "./intake";

/** Milliseconds from one complaint of a sender to the next. */
const COMPLAINT = 10_000;
/** From Opening.NO_KEY on. */
const REASONS = Object.freeze([
	"sends encrypted, and there is no \"key\" for it",
	"sends in clear, though it has a key: anybody could have sent that",
	"a packet was not made with its key: that is wrong here, or somebody else has sent it",
	"a packet was recorded before, or it has begun to count anew: then three good ones in a row will do",
]);
/** In preloaded modules XS copies a string literal to the heap each time it comes to it; a constant it does not. */
const AIR = "air";

export interface BroadcastIntakeOptions {
	readonly clock: Clock;
	readonly log: Log;
	readonly broadcasters: readonly BroadcasterConfiguration[];
	readonly outbox: Outbox;
	readonly session: BrokerSession;
	readonly book: AccountBook;
	readonly counters: CounterMemory;
	readonly makeCipher: BlockCipherMaker;
	/** Gives to the outbox; its reader is used in between, if it has one. */
	readonly intake: Pick<Intake, "deliver" | "reader">;
}

/**
 * Makes readings of what is broadcast: finds what the library knows in a packet, passes over what is sent again, opens and
 * refuses what is encrypted, and gives the rest to the outbox. A packet that nobody wants costs a look at its structures.
 */
export class BroadcastIntake implements AirListener {
	private _options: BroadcastIntakeOptions;
	/** Knows the topics. */
	readonly publisher: BroadcastPublisher;
	private _finder = new BroadcastFinder(LIBRARY);
	private _reader: LayoutReader;
	private _opener: BroadcastOpener;
	private _guard: ReplayGuard;
	private _table: BroadcasterTable;
	private _filter: RepetitionFilter;
	/** A bit for each of the library's devices: whether anybody wants it. */
	private _wanted = 0;
	/** Whose the packet is: 6 bytes, the most significant first. */
	private _sender = new Uint8Array(ADDRESS_LENGTH);
	// packets of wanted kinds, of these what was sent again, what came too early, and whose sender had no place
	private _heard = 0;
	private _repeated = 0;
	private _early = 0;
	private _crowded = 0;

	constructor(options: BroadcastIntakeOptions) {
		this._options = options;
		const { broadcasters, clock, counters, intake, makeCipher } = options, reader = intake.reader ?? new LayoutReader(LIBRARY), keyed = broadcasters.filter(({ key }) => key);
		this._guard = new ReplayGuard(keyed.length, clock);
		this._opener = new BroadcastOpener(makeCipher, this._guard);
		this._reader = reader;
		this._table = new BroadcasterTable(broadcasters);
		this.publisher = new BroadcastPublisher(options, this._table, reader);
		this._filter = new RepetitionFilter(this._table.places);
		for (const { device } of broadcasters)
			this._wanted |= 1 << device;
		keyed.forEach(({ address }, sender) => this._guard.restore(sender, counters.recall(reader.maker.hexadecimal(address!, 0, ADDRESS_LENGTH)) ?? -1));
	}
	hear(address: ArrayBuffer, rssi: number, data: Uint8Array): void {
		const finder = this._finder;
		let given = false;
		for (let at = finder.find(data); at >= 0; at = finder.find(data, at)) {
			if ((this._wanted & 1 << finder.device) !== 0)
				given = this.take(new Uint8Array(address), rssi, data) || given;
		}
		// from here, and not from where it is given: what publishes goes deep into a small stack
		if (given)
			this._options.session.pump();
	}
	/** Keeps how far senders with keys have counted: the firmware ends. */
	store(): void {
		for (const broadcaster of this._options.broadcasters) {
			if (broadcaster.key && this._guard.hasMoved(broadcaster.sender))
				this.keep(broadcaster);
		}
	}
	/** What became of packets, as JSON: what there was none of is not in it. */
	get text(): string {
		const { counts } = this._opener;
		const all = {
			heard: this._heard, repeated: this._repeated + counts[Opening.REPEATED]!, early: this._early, restarted: counts[Opening.RESTARTED]!,
			malformed: counts[Opening.MALFORMED]!, noKey: counts[Opening.NO_KEY]!, plain: counts[Opening.PLAIN]!, wrongTag: counts[Opening.WRONG_TAG]!,
			replayed: counts[Opening.REPLAYED]!, crowded: this._crowded,
		};
		return JSON.stringify(all, (_key, value: unknown) => value === 0 ? undefined : value);
	}
	/** What the finder has found. @returns whether anything was given to the outbox */
	private take(address: Uint8Array, rssi: number, data: Uint8Array): boolean {
		const { clock: { ticks }, broadcasters } = this._options, finder = this._finder, filter = this._filter, table = this._table;
		const sender = this._sender;
		for (let index = 0; index < ADDRESS_LENGTH; index++)
			sender[index] = address[ADDRESS_LENGTH - 1 - index]!;
		let place = table.find(finder.device, sender);
		const known = place >= 0, index = known ? table.owner(place) : table.everybody(finder.device);
		if (index < 0)
			return false;
		const broadcaster = broadcasters[index]!;
		this._heard++;
		let again = false;
		if (known) {
			const elapsed = table.since(Since.PUBLISHED, place, ticks);
			table.noteHeard(place, ticks);
			again = broadcaster.maximumInterval > 0 && elapsed >= broadcaster.maximumInterval;
			filter.look(place, finder.row, data, finder.start, finder.end);
			if (filter.hasBytes && !again) {
				this._repeated++;
				return false;
			}
			if (elapsed < broadcaster.minimumInterval) {
				this._early++;
				return false;
			}
		}
		if (!this.open(broadcaster, known ? place : -1, data))
			return false;
		if (!known && table.hasKey(sender)) {
			this._opener.counts[Opening.PLAIN]!++;
			return false;
		}
		// what is encrypted was seen to rise
		const counter = this._reader.packet >= 0 ? this._reader.packet : broadcaster.key ? -1 : this._opener.counter;
		if (known && !again && filter.hasCounter(counter)) {
			this._repeated++;
			return false;
		}
		if (!known && (place = this.seat(index, ticks)) < 0)
			return false;
		if (!known)
			filter.look(place, finder.row, data, finder.start, finder.end);
		filter.keep(counter);
		if (table.since(Since.PUBLISHED, place, ticks) === Infinity)
			this._options.log.info(AIR, `heard ${this.nameOf(broadcaster, place)}, ${broadcaster.deviceName}, ${rssi} dBm`);
		table.note(Since.PUBLISHED, place, ticks);
		const tooLarge = this.publisher.publish(place, rssi);
		if (tooLarge > 0)
			this.warn(broadcaster, place, `${tooLarge === 1 ? "a text" : `${tooLarge} texts`} of it are too large; not published`);
		return true;
	}
	/** Leaves the packet's values in the reader. @returns false, with the reason told, if there are none to be believed */
	private open(broadcaster: BroadcasterConfiguration, place: number, data: Uint8Array): boolean {
		const { book, log } = this._options, finder = this._finder, opener = this._opener, reader = this._reader;
		const opening = opener.open(finder.frame, data, finder.start, finder.end, this._sender, broadcaster.sender, broadcaster.key);
		if (opening > Opening.RESTARTED) {
			if (place >= 0 && opening !== Opening.REPEATED && opening !== Opening.EMPTY) {
				// the same forged bytes are not worth another decryption
				this._filter.keep(-1);
				this.complain(broadcaster, place, opening);
			}
			return false;
		}
		if (opening === Opening.RESTARTED)
			log.warning(AIR, `${broadcaster.name} has begun to count anew, and is believed again after three good packets: its battery was changed, or somebody sends what he has recorded`);
		if (broadcaster.key && this._guard.isWorthStoring(broadcaster.sender))
			this.keep(broadcaster);
		if (reader.begin(finder.layout, opener.bytes, opener.start, opener.end))
			return true;
		if (place >= 0) {
			book.taken++;
			book.malformed++;
			this._filter.keep(-1);
			this.warn(broadcaster, place, `${reader.problem}; not published (${book.malformed} malformed since start)`);
		}
		return false;
	}
	/** A place for the sender of a good packet; -1 if there is none. */
	private seat(index: number, ticks: number): number {
		const place = this._table.claim(index, this._sender, ticks, this.publisher);
		if (place < 0) {
			this._crowded++;
			return place;
		}
		this._table.noteHeard(place, ticks);
		this._filter.forget(place);
		this.publisher.forget(place);
		return place;
	}
	/** Nothing is made of it where it would not be told. */
	private complain(broadcaster: BroadcasterConfiguration, place: number, opening: number): void {
		if (this.isTooSoon(place))
			return;
		const because = opening === Opening.MALFORMED ? this._opener.problem : REASONS[opening - Opening.NO_KEY];
		this.warn(broadcaster, place, `${because}; not published (${this.refusals} since start)`);
	}
	private get refusals(): string {
		const { counts } = this._opener;
		return `${counts[Opening.PLAIN]} in clear, ${counts[Opening.WRONG_TAG]} with a wrong tag, ${counts[Opening.REPLAYED]} recorded`;
	}
	private warn(broadcaster: BroadcasterConfiguration, place: number, what: string): void {
		const { clock: { ticks }, log } = this._options;
		if (this.isTooSoon(place))
			return;
		this._table.note(Since.COMPLAINED, place, ticks);
		log.warning(AIR, `${this.nameOf(broadcaster, place)}: ${what}`);
	}
	private isTooSoon(place: number): boolean {
		return this._table.since(Since.COMPLAINED, place, this._options.clock.ticks) < COMPLAINT;
	}
	private nameOf({ address, name }: BroadcasterConfiguration, place: number): string {
		return address ? `${name} at ${this.digits(place)}` : this.digits(place);
	}
	private digits(place: number): string {
		return this.publisher.addressOf(place);
	}
	private keep({ address, sender }: BroadcasterConfiguration): void {
		this._options.counters.keep(this._reader.maker.hexadecimal(address!, 0, ADDRESS_LENGTH), this._guard.markStored(sender));
	}
}
