import type { Alarm, Clock } from "../text/clock";
import type { JournalMode, FullPolicy } from "../configuration/configuration";
import { CLOCK_SET, CLOCK_UPTIME } from "../journal/stored-reading";
import { GuardedStore } from "./guarded-store";
import type { Log } from "../text/log";
import { NewestReadings } from "./newest-readings";
import { OutgoingReading } from "./outgoing-reading";
import { ReadingQueue } from "./reading-queue";
import type { MakeStore } from "./reading-store";
import { WallClock } from "./wall-clock";

/** A reading that has waited for this long goes to the store. */
const PATIENCE = 2_000;
/** Milliseconds between two visits to the store: what becomes due meanwhile is written in one go. */
const VISIT = 100;
/** Used beyond the first part of the queue, readings go to the store until no more than the second is used. */
const HIGH = 3 / 4, LOW = 1 / 2;
/** Behind the topic of a late reading. */
const HISTORY = "/history";
/** Younger ones are not late, whatever is declared. */
const SHORTEST_EXPIRY = 1_000;
/** A start's sequence numbers begin at a multiple of it. */
const RUN = 0x100_0000;
/** Readings that go to the store between two flushes. */
const BATCH = 8;

/** In preloaded modules XS copies a string literal to the heap each time it comes to it; a constant it does not. */
const ALWAYS = "always", NEVER = "never", DROP_NEWEST = "drop newest";
const KEPT = "kept", DROPPED = "dropped", TOO_LARGE = "too large";

export interface OutboxOptions {
	readonly clock: Clock;
	readonly log: Log;
	/** Bytes of RAM for readings. */
	readonly capacity: number;
	readonly mode: JournalMode;
	/** What goes when there is no more room, in the store or, without one, in RAM. */
	readonly policy: FullPolicy;
	readonly makeStore: MakeStore;
	/** The topic of a channel. */
	topic(channel: number): string;
	/** Whether the payloads of a channel are JSON. */
	isJSON(channel: number): boolean;
	/** Milliseconds after which a reading of that topic is late. */
	expireAfter(topic: string): number;
	/** Whether late readings go to `<topic>/history`, and states are said before them: see `peekState`. */
	readonly history: boolean;
}

/** What `take` has done with a reading. */
export type Taken = "kept" | "dropped" | "too large";

/**
 * Readings that wait for the broker's PUBACK, in the order of their capture: the older ones in the store, the newer in
 * RAM. In normal running all are in RAM and the store is left alone; a reading moves there when it has waited for 2 s,
 * when the RAM is three quarters full, and when the gateway ends. With the mode "always" each is stored at once.
 */
export class Outbox {
	/** What `peek` shows. */
	readonly reading = new OutgoingReading();
	private _options: OutboxOptions;
	private _queue: ReadingQueue;
	private _store: GuardedStore;
	private _wall: WallClock;
	private _newest: NewestReadings | undefined;
	private _visit = () => this.onVisit();
	private _alarm: Alarm | undefined;
	/** Position in RAM of the next reading to hand out, and how many before it are still there. */
	private _cursor = 0;
	private _handed = 0;
	/** Whether `peek` has found its reading in the store. */
	private _fromStore = false;
	/** Whether `reading` still holds what was taken last, and that is next in RAM. */
	private _fresh = false;
	private _lastSequence = -1;
	/** Whether no later start will give this start's sequence numbers again. */
	private _unique = false;
	private _acknowledged = 0;
	private _queueFull = 0;
	private _journalFull = 0;
	private _refused = 0;
	/** Whether the console was told that readings go to the store. */
	private _told = false;

	constructor(options: OutboxOptions) {
		this._options = options;
		this._queue = new ReadingQueue(options.capacity);
		this._store = new GuardedStore(options.log);
		this._wall = new WallClock(options.clock);
		if (options.history)
			this._newest = new NewestReadings();
	}
	/** Opens the store and finds what waits there. To be called before anything is taken. */
	start(): void {
		const { log, makeStore, mode, policy } = this._options;
		if (mode === NEVER)
			log.info("store", "\"journal\" is \"never\": a restart loses what waits for the broker");
		else {
			const epoch = this._store.open(makeStore, policy);
			this._unique = epoch !== undefined;
			// also where the store fails before it has given the first
			this._lastSequence = (epoch ?? 0) * RUN - 1;
		}
	}
	/** Stores what waits, and ends. Idempotent. */
	close(): void {
		const { clock, log } = this._options;
		clock.clear(this._alarm);
		this._alarm = undefined;
		this.spill(0, 0);
		if (this._queue.waiting > 0)
			log.warning("store", `${this._queue.waiting} readings could not be stored, and are lost unless the firmware goes on`);
		this._store.close();
	}
	/** Readings that wait. */
	get waiting(): number {
		return this._queue.waiting + this._store.waiting;
	}
	/** Readings acknowledged since start, as are the following. */
	get acknowledged(): number {
		return this._acknowledged + this._store.acknowledged - this._refused;
	}
	/** Went to the store. */
	get stored(): number {
		return this._store.stored;
	}
	/** Waited in the store at start. */
	get recovered(): number {
		return this._store.recovered;
	}
	/** Dropped for want of room in RAM. */
	get queueFull(): number {
		return this._queueFull;
	}
	/** Dropped for want of room in the store. */
	get journalFull(): number {
		return this._journalFull + this._store.full;
	}
	/** Dropped because the flash gives something else than was written. */
	get corrupt(): number {
		return this._store.corrupt;
	}
	/** Dropped because the broker refuses their topic. */
	get refused(): number {
		return this._refused;
	}
	/** Whether new readings may soon find no room, with no store to take them. */
	get tight(): boolean {
		return !this._store.ready && this._queue.used > HIGH * this._queue.capacity;
	}
	topicOf(channel: number): string {
		return this._options.topic(channel);
	}
	/** Whether a reading of one of these channels waits in RAM: what is in the store has its topic with it. */
	waits(firstChannel: number, channels: number): boolean {
		const queue = this._queue;
		for (let position = queue.head, i = 0; i < queue.count; position = queue.after(position), i++) {
			const place = queue.channel(position) - firstChannel;
			if (place >= 0 && place < channels && !queue.isAcknowledged(position))
				return true;
		}
		return false;
	}
	/** Where the payload is to be written before `take`; what `reading` held is gone. */
	begin(): Uint8Array {
		this._fresh = false;
		return this.reading.payload;
	}
	/** Takes the reading whose payload was written after `begin`, `length` bytes, captured now, for `channel`. */
	take(channel: number, length: number): Taken {
		const queue = this._queue;
		if (!queue.holds(length))
			return TOO_LARGE;
		const sequence = this.takeSequence();
		const { ticks } = this._options.clock;
		this._newest?.put(channel, this._options.topic(channel), ticks, sequence, this.reading.payload.subarray(0, length));
		if (this._options.mode === ALWAYS && this._store.ready) {
			this.fill(channel, ticks, sequence, length);
			if (this._store.append(this.reading) && this._store.flush())
				return KEPT;
			if (this._store.ready) {
				this._journalFull++;
				return DROPPED;
			}
		}
		if (!queue.fits(length) && !this.makeRoom(length))
			return DROPPED;
		this.reading.length = length;
		queue.push(channel, ticks, sequence, this.reading.bytes);
		this._fresh = this._handed === queue.count - 1;
		if (this._fresh)
			this.fill(channel, ticks, sequence, length);
		if (queue.used > HIGH * queue.capacity)
			this.spill(LOW * queue.capacity, Infinity);
		if (this._store.ready)
			this._alarm ??= this._options.clock.set(this._visit, PATIENCE);
		return KEPT;
	}
	/** Shows the oldest reading that was not handed out, in `reading`; false if there is none. */
	peek(): boolean {
		const { reading } = this;
		this._fromStore = false;
		if (this._store.waiting > 0) {
			// it writes there, also where it fails halfway
			this._fresh = false;
			this._fromStore = this._store.peek(reading);
		}
		if (this._fromStore) {
			this.complete();
			return true;
		}
		const queue = this._queue;
		for (; this._handed < queue.count; this.next()) {
			if (queue.isAcknowledged(this._cursor))
				continue;
			if (!this._fresh)
				this.load(this._cursor);
			this._fresh = false;
			this.complete();
			return true;
		}
		return false;
	}
	/** Whether there are states that were not said. */
	get hasStates(): boolean {
		return this._newest !== undefined && this._newest.next(0) >= 0;
	}
	/**
	 * Shows, in `reading`, a newest reading of its channel that was not said, the first from that place on. It waits all the
	 * same, and goes to the history then. @returns its place, for `sayState`; -1 if there is none
	 */
	peekState(from: number): number {
		const newest = this._newest, place = newest ? newest.next(from) : -1;
		if (place < 0)
			return -1;
		const { channel, payload, sequence, ticks, topic } = newest!.get(place);
		this._fresh = false;
		this.reading.payload.set(payload!);
		this.fill(channel, ticks, sequence, payload!.length);
		this.reading.topic = topic;
		if (this.reading.open)
			this.finish(this.isLate);
		return place;
	}
	/** What `peekState` has shown was published. */
	sayState(place: number): void {
		this._newest!.say(place);
	}
	/** Whether the reading that `peek` has shown is no news any more. */
	get behind(): boolean {
		return this.reading.topic.endsWith(HISTORY);
	}
	/** Hands out the reading that `peek` has shown. */
	next(): void {
		if (this._fromStore)
			return this._store.next();
		this._cursor = this._queue.after(this._cursor);
		this._handed++;
	}
	/** What was handed out and is not acknowledged is handed out again, in order. */
	rewind(): void {
		this._store.rewind();
		this._fresh = false;
		this._cursor = this._queue.head;
		this._handed = 0;
	}
	/** Lets go of the reading with that number, which was handed out. False if it is not here (any more). */
	acknowledge(sequence: number): boolean {
		this._newest?.drop(sequence);
		const queue = this._queue;
		let position = queue.head;
		for (let i = 0; i < queue.count; i++) {
			const found = queue.sequence(position);
			if (found > sequence)
				break;
			if (found === sequence && !queue.isAcknowledged(position)) {
				this._acknowledged++;
				if (i > 0)
					queue.acknowledge(position);
				else {
					do
						this.shift();
					while (queue.count > 0 && queue.isAcknowledged(queue.head));
				}
				return true;
			}
			position = queue.after(position);
		}
		return this._store.acknowledge(sequence);
	}
	/** Drops the reading with that number, which was handed out, as one that the broker refuses. False if it is not here (any more). */
	refuse(sequence: number): boolean {
		const known = this.acknowledge(sequence);
		if (known)
			this._refused++;
		return known;
	}
	/** A number for each reading, also for one that is dropped then: so a consumer sees the gap. */
	private takeSequence(): number {
		const given = this._store.takeSequence();
		this._lastSequence = given ?? this._lastSequence + 1;
		if (given === undefined && this._lastSequence % RUN === 0)
			this._unique = false;
		return this._lastSequence;
	}
	/** Fills `reading` from RAM. */
	private load(position: number): void {
		const queue = this._queue;
		this._fresh = false;
		this.fill(queue.channel(position), queue.ticks(position), queue.sequence(position), queue.copy(position, this.reading.payload));
	}
	/** Fills `reading`, whose payload is there. */
	private fill(channel: number, ticks: number, sequence: number, length: number): void {
		const { reading } = this;
		const time = this._wall.at(ticks);
		reading.sequence = sequence;
		reading.clock = time === undefined ? CLOCK_UPTIME : CLOCK_SET;
		reading.time = time ?? Math.floor(ticks);
		reading.topic = this._options.topic(channel);
		reading.open = this._options.isJSON(channel);
		reading.length = length;
	}
	private complete(): void {
		const { reading } = this, late = this.isLate;
		if (reading.open)
			this.finish(late);
		// a newer state of its topic may have been said already: there the order is to hold, too
		if (this._newest && (late || this._newest.isPast(reading.topic, reading.sequence)))
			reading.topic += HISTORY;
	}
	private finish(late: boolean): void {
		const { reading } = this;
		const time = reading.clock === CLOCK_UPTIME ? this._wall.at(reading.time) : reading.clock === CLOCK_SET ? reading.time : undefined;
		reading.complete(time, this._unique ? reading.sequence : undefined, late);
	}
	/** Of an earlier run nobody knows how long ago it was until the clock is set: long enough. */
	private get isLate(): boolean {
		const { clock, time, topic } = this.reading, { ticks, time: now } = this._options.clock;
		const age = clock === CLOCK_UPTIME ? ticks - time : clock === CLOCK_SET && now !== undefined ? now - time : Infinity;
		return age > SHORTEST_EXPIRY && age > this._options.expireAfter(topic);
	}
	/**
	 * Moves readings from RAM to the store, oldest first, while more than `used` bytes are used or the oldest is `age` ms
	 * old.
	 */
	private spill(used: number, age: number): void {
		const before = this._store.stored;
		while (this.spillBatch(used, age))
			;
		if (this._store.stored > before && !this._told) {
			this._told = true;
			this._options.log.info("store", "readings wait: the older ones are kept in the journal from now on, where they survive a restart");
		}
	}
	/** They leave the RAM when they are safe. @returns whether there may be more to move */
	private spillBatch(used: number, age: number): boolean {
		const queue = this._queue;
		const now = this._options.clock.ticks;
		let position = queue.head;
		let left = queue.used;
		let moved = 0;
		while (this._store.ready && moved < Math.min(BATCH, queue.count) && (left > used || now - queue.ticks(position) >= age)) {
			if (!queue.isAcknowledged(position)) {
				this.load(position);
				if (!this._store.append(this.reading))
					break;
			}
			left -= queue.size(position);
			position = queue.after(position);
			moved++;
		}
		if (moved === 0 || !this._store.flush())
			return false;
		for (let i = 0; i < moved; i++)
			this.shift();
		return moved === BATCH;
	}
	/** @returns whether there is room now; otherwise it is the new reading that goes */
	private makeRoom(length: number): boolean {
		const queue = this._queue;
		// the way to the store is through `reading`, where the new one stands
		const payload = this.reading.payload.slice(0, length);
		while (!queue.fits(length) && this._store.ready) {
			const before = queue.count;
			this.spill(Math.min(LOW * queue.capacity, queue.used - 1), Infinity);
			if (queue.count === before)
				break;
		}
		this.reading.payload.set(payload);
		for (; !queue.fits(length); this.shift()) {
			if (this._options.policy === DROP_NEWEST) {
				if (this._store.ready)
					this._journalFull++;
				else
					this._queueFull++;
				return false;
			}
			if (!queue.isAcknowledged(queue.head))
				this._queueFull++;
		}
		return true;
	}
	/** Takes the oldest reading out of RAM. */
	private shift(): void {
		const queue = this._queue;
		queue.shift();
		if (this._handed > 0)
			this._handed--;
		else
			this._cursor = queue.head;
	}
	private onVisit(): void {
		const { clock, log } = this._options;
		const queue = this._queue;
		this._alarm = undefined;
		this.spill(Infinity, PATIENCE);
		if (this._told && this.waiting === 0) {
			this._told = false;
			log.info("store", "nothing waits any more: readings go from RAM to the broker again");
		}
		if (this._store.ready && (queue.count > 0 || this._told))
			this._alarm = clock.set(this._visit, queue.count > 0 ? Math.max(VISIT, queue.ticks(queue.head) + PATIENCE - clock.ticks) : PATIENCE);
	}
}
