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
	#clock: Clock;
	#events: KeeperEvents;
	#client: ListeningClient | undefined;
	/** Muted already, and to be closed. */
	#ending: ListeningClient | undefined;
	#ready = false;
	#alarm: Alarm | undefined;
	#downSince = 0;
	#stuck = false;
	#watch = () => this.watch();

	constructor(clock: Clock, events: KeeperEvents) {
		this.#clock = clock;
		this.#events = events;
	}
	get client(): ListeningClient | undefined {
		return this.#client;
	}
	get ready(): boolean {
		return this.#ready;
	}
	open(): void {
		this.#downSince = this.#clock.ticks;
		this.construct();
	}
	/** To be called when the client says that it is ready. */
	settle(): void {
		this.#ready = true;
		this.#stuck = false;
		this.#clock.clear(this.#alarm);
		this.#alarm = this.#clock.set(this.#watch, WATCH);
	}
	/** Mutes the client, closes it after `pause` milliseconds, and makes another when it is gone. */
	restart(pause: number): void {
		if (this.#ready)
			this.#downSince = this.#clock.ticks;
		this.mute();
		this.#alarm = this.#clock.set(() => {
			this.end();
			this.reopen(REOPEN_HOPS);
		}, pause);
	}
	close(): void {
		this.mute();
		this.end();
	}
	private mute(): void {
		this.#clock.clear(this.#alarm);
		this.#ready = false;
		this.#ending = this.#client ?? this.#ending;
		this.#client = undefined;
		this.#ending?.mute();
	}
	private end(): void {
		const client = this.#ending;
		this.#ending = undefined;
		try {
			client?.close();
		}
		catch {
			// it is closed already
		}
	}
	private watch(): void {
		this.#alarm = this.#clock.set(this.#watch, WATCH);
		try {
			this.#client!.check();
		}
		catch (error) {
			return this.#events.onLost(`the BLE stack has reset itself ("${error}"): all connections are gone`);
		}
		this.#events.onWatch();
	}
	private reopen(hops: number): void {
		this.#alarm = this.#clock.set(() => hops > 1 ? this.reopen(hops - 1) : this.construct(), REOPEN_DELAY / REOPEN_HOPS);
	}
	private construct(): void {
		let reason = `it does not become ready${MEMORY}`;
		try {
			this.#client = new ListeningClient(this.#clock, this.#events);
			this.#alarm = this.#clock.set(() =>
				this.#events.onLost(`the BLE stack was not ready within ${READY_DEADLINE / 1_000} s${MEMORY}`), READY_DEADLINE);
		}
		catch (error) {
			reason = String(error);
			this.reopen(REOPEN_HOPS);
		}
		if (!this.#stuck && this.#clock.ticks - this.#downSince >= STUCK) {
			this.#stuck = true;
			this.#events.onStuck(`the BLE stack has not come back for ${STUCK / 1_000} s (${reason})`);
		}
	}
}
