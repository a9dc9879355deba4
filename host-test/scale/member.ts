import { BrokerSession } from "../../modules/broker/broker-session";
import { MQTTLink } from "../../modules/device/mqtt-link";
import { Journal } from "../../modules/journal/journal";
import { Outbox } from "../../modules/reading/outbox";
import { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import type { Clock, Random } from "../../modules/text/clock";
import { Log } from "../../modules/text/log";

/** Bytes of RAM for readings, as `queue` has it. */
const QUEUE = 2_048;
/** 64 KB: some thousand readings. */
const BLOCKS = 16;
/** Milliseconds, as the setting has it. */
const KEEP_ALIVE = 60_000;

export interface MemberOptions {
	readonly clock: Clock;
	/** What its backoff draws. */
	readonly random: Random;
	readonly number: number;
	readonly port: number;
	/** It begins to connect, and is connected. */
	readonly onAttempt: () => void;
	readonly onConnected: () => void;
}

/** A gateway of the crowd: all that decides how it meets the broker, from the reading that was taken to the socket. */
export class Member {
	taken = 0;
	#outbox: Outbox;
	#session: BrokerSession;

	constructor({ clock, number, onAttempt, onConnected, port, random }: MemberOptions) {
		const prefix = `crowd/${number}`;
		const log = new Log(clock, line => {
			if (line.includes(" connecting to "))
				onAttempt();
			else if (line.includes(" connected to "))
				onConnected();
		});
		const outbox = this.#outbox = new Outbox({
			clock, log,
			capacity: QUEUE, mode: "outage", policy: "drop oldest",
			topic: () => `${prefix}/value`,
			isJSON: () => true,
			expireAfter: () => 60_000,
			history: false,
			makeStore: policy => new Journal({ flash: new EmulatedFlash({ blocks: BLOCKS, random }), policy }),
		});
		const broker = { secure: false, host: "127.0.0.1", port };
		this.#session = new BrokerSession({
			clock, random, log, outbox,
			open: (options, events) => new MQTTLink({ clock, broker, user: undefined, pass: undefined, secure: undefined }, options, events),
			subscriptions: { filters: [`${prefix}/+/set`, `${prefix}/+/get`], onMessage: () => {} },
			link: { clientId: `gattway-${number}`, keepAlive: KEEP_ALIVE, will: { topic: `${prefix}/status`, message: "offline", retain: true } },
			broker: `mqtt://127.0.0.1:${port}`,
			onTrusted: () => {},
			onHandshake: () => {},
		});
		outbox.start();
	}
	get waiting(): number {
		return this.#outbox.waiting;
	}
	get connected(): boolean {
		return this.#session.connected;
	}
	/** Readings that are neither acknowledged nor waiting; 0 as it should be. */
	get missing(): number {
		return this.taken - this.#outbox.acknowledged - this.#outbox.waiting;
	}
	/** The network is there. */
	start(): void {
		this.#session.start();
	}
	take(): void {
		const text = `{"value":${this.taken++},"unit":"mv"`;
		this.#outbox.begin().set(Buffer.from(text));
		this.#outbox.take(0, text.length);
		this.#session.pump();
	}
	close(): void {
		this.#session.stop(true);
		this.#outbox.close();
	}
}
