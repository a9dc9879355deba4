import type { Alarm, Clock } from "../text/clock";
import { describeDuration } from "../text/duration";
import type { Log } from "../text/log";

const DAY = 86_400_000;
/** From these days before the end on, the console says so every day: first as a warning, in the last week as an error. */
const NOTICE = 30 * DAY;
const URGENT = 7 * DAY;

/** What expires first of all that makes the broker trusted. */
export interface Expiry {
	/** Milliseconds since 1970. */
	readonly notAfter: number;
	/** Subject of the certificate that does. */
	readonly subject: string;
}

/** Warns while there is time to renew: a gateway whose broker can't be verified any more keeps silent for good. */
export class ExpiryWatch {
	#clock: Clock;
	#log: Log;
	#expiry: Expiry | undefined;
	#alarm: Alarm | undefined;

	constructor(clock: Clock, log: Log) {
		this.#clock = clock;
		this.#log = log;
	}
	/** A handshake has shown what the trust rests on now. */
	set expiry(expiry: Expiry) {
		const known = this.#expiry;
		if (known?.notAfter === expiry.notAfter && known.subject === expiry.subject)
			return;
		this.#expiry = expiry;
		this.close();
		this.check();
	}
	close(): void {
		this.#clock.clear(this.#alarm);
		this.#alarm = undefined;
	}
	private check(): void {
		const { notAfter, subject } = this.#expiry!;
		this.#alarm = this.#clock.set(() => this.check(), DAY);
		const left = notAfter - (this.#clock.time ?? 0);
		if (left > NOTICE)
			return;
		const text = left > 0 ?
			`${subject} expires in ${describeDuration(left)}, on ${new Date(notAfter).toISOString()}; after that the broker is not trusted: renew it, or put the next CA into certs/ca-next.der` :
			`${subject} expired on ${new Date(notAfter).toISOString()}: at the next connection the broker will not be trusted`;
		if (left > URGENT)
			this.#log.warning("tls", text);
		else
			this.#log.error("tls", text);
	}
}
