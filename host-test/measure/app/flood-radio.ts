import type { Alarm, Clock } from "../../../modules/text/clock";
import type { Radio, RadioConnection, RadioError, RadioEvents, RemoteCharacteristic } from "../../../modules/peripheral/radio";

const ADDRESS = "a4:c1:38:5d:16:72";
const HANDLE = 3;
const NOTIFY = 0x10;

/** A radio with one peripheral, whose notifications come when they are asked for. */
export class FloodRadio implements Radio {
	readonly idle = true;
	readonly maximumConnections = 1;
	/** Called when the peripheral is subscribed to. */
	onSubscribed: () => void = () => {};
	#clock: Clock;
	#service: Uint8Array;
	#uuid: Uint8Array;
	#advertisement: Uint8Array;
	#events: RadioEvents | undefined;
	#connection: RadioConnection | undefined;
	#value = new Uint8Array(4);
	#count = 0;

	/** UUIDs as on the air; `advertisement` as the peripheral sends it. */
	constructor(clock: Clock, service: Uint8Array, uuid: Uint8Array, advertisement: Uint8Array) {
		this.#clock = clock;
		this.#service = service;
		this.#uuid = uuid;
		this.#advertisement = advertisement;
	}
	open(events: RadioEvents): void {
		this.#events = events;
		this.#later(() => events.onReady());
	}
	scan(on: boolean): void {
		if (on)
			this.#later(() => this.#connection ?? this.#events?.onAdvertisement(ADDRESS, 0, -60, this.#advertisement));
	}
	connect(_address: string, _type: number, done: (error: RadioError | null, connection?: RadioConnection) => void): void {
		const connection = this.#connection = {
			address: ADDRESS,
			mtu: 23,
			exchangeMTU: (exchanged: (error: RadioError | null) => void) => void this.#later(() => exchanged(null)),
			discover: (_wanted: readonly unknown[], found: (error: RadioError | null, found: readonly RemoteCharacteristic[]) => void) =>
				void this.#later(() => found(null, [{ handle: HANDLE, service: this.#service, uuid: this.#uuid, properties: NOTIFY }])),
			read: () => {},
			write: () => {},
			settle: () => {},
			subscribe: (handle: number, _properties: number, _configuration: number, subscribed: (error: RadioError | null, configuration: number) => void) =>
				void this.#later(() => {
					subscribed(null, handle + 1);
					this.onSubscribed();
				}),
			disconnect: () => {},
		};
		this.#later(() => done(null, connection));
	}
	/** Notifies a number of 32 bits, one higher than the last. */
	notify(): void {
		const value = this.#value, count = ++this.#count;
		value[0] = count;
		value[1] = count >> 8;
		value[2] = count >> 16;
		value[3] = count >> 24;
		this.#events!.onNotification(this.#connection!, HANDLE, value);
	}
	close(): void {
		this.#events = undefined;
	}
	#later(callback: () => void): Alarm {
		return this.#clock.set(callback, 0);
	}
}
