import type { Alarm, Clock } from "../text/clock";
import { type ClientEvents, ListeningClient } from "./ble-client";

const READY_DEADLINE = 10_000;
/** NimBLE goes down in a message after `close()`; a client made before that would be torn down with it. */
const REOPEN_DELAY = 1_000;
/** In so many timers: between two of them the engine delivers a message, however busy it is, and its queue holds ten. */
const REOPEN_HOPS = 20;
const STUCK = 60_000;
const WATCH = 500;
/** The SDK's modBLEPlatformInitialize ignores the error of nimble_port_init. */
const MEMORY = "; most likely memory is short, unless the Bluetooth controller does not answer";

/** What a keeper tells the radio that owns it. */
export interface KeeperEvents extends ClientEvents {
	/** Twice a second while the client is ready. */
	onWatch(): void;
	/** The client is of no use any more: `restart` is due. */
	onLost(message: string): void;
	/** See `RadioEvents`. */
	onStuck(reason: string): void;
}

/** Makes the SDK's client, makes another when told to, and notices when one is gone: NimBLE's reset tells nobody. */
export class ClientKeeper {
	private _clock: Clock;
	private _events: KeeperEvents;
	private _client: ListeningClient | undefined;
	/** Muted already, and to be closed. */
	private _ending: ListeningClient | undefined;
	private _ready = false;
	private _alarm: Alarm | undefined;
	private _downSince = 0;
	private _stuck = false;
	private _watch = () => this.watch();

	constructor(clock: Clock, events: KeeperEvents) {
		this._clock = clock;
		this._events = events;
	}
	get client(): ListeningClient | undefined {
		return this._client;
	}
	get ready(): boolean {
		return this._ready;
	}
	open(): void {
		this._downSince = this._clock.ticks;
		this.construct();
	}
	/** To be called when the client says that it is ready. */
	settle(): void {
		this._ready = true;
		this._stuck = false;
		this._clock.clear(this._alarm);
		this._alarm = this._clock.set(this._watch, WATCH);
	}
	/** Mutes the client, closes it after `pause` milliseconds, and makes another when it is gone. */
	restart(pause: number): void {
		if (this._ready)
			this._downSince = this._clock.ticks;
		this.mute();
		this._alarm = this._clock.set(() => {
			this.end();
			this.reopen(REOPEN_HOPS);
		}, pause);
	}
	close(): void {
		this.mute();
		this.end();
	}
	private mute(): void {
		this._clock.clear(this._alarm);
		this._ready = false;
		this._ending = this._client ?? this._ending;
		this._client = undefined;
		this._ending?.mute();
	}
	private end(): void {
		const client = this._ending;
		this._ending = undefined;
		try {
			client?.close();
		}
		catch {
			// it is closed already
		}
	}
	private watch(): void {
		this._alarm = this._clock.set(this._watch, WATCH);
		try {
			this._client!.check();
		}
		catch (error) {
			return this._events.onLost(`the BLE stack has reset itself ("${error}"): all connections are gone`);
		}
		this._events.onWatch();
	}
	private reopen(hops: number): void {
		this._alarm = this._clock.set(() => hops > 1 ? this.reopen(hops - 1) : this.construct(), REOPEN_DELAY / REOPEN_HOPS);
	}
	private construct(): void {
		let reason = `it does not become ready${MEMORY}`;
		try {
			this._client = new ListeningClient(this._clock, this._events);
			this._alarm = this._clock.set(() =>
				this._events.onLost(`the BLE stack was not ready within ${READY_DEADLINE / 1_000} s${MEMORY}`), READY_DEADLINE);
		}
		catch (error) {
			reason = String(error);
			this.reopen(REOPEN_HOPS);
		}
		if (!this._stuck && this._clock.ticks - this._downSince >= STUCK) {
			this._stuck = true;
			this._events.onStuck(`the BLE stack has not come back for ${STUCK / 1_000} s (${reason})`);
		}
	}
}
