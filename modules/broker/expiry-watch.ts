import type { Alarm, Clock } from "../text/clock";
import { describeDuration } from "../text/duration";
import type { Log } from "../text/log";
import { expiryLevel, GOOD, SOON, type Expiry } from "../trust/expiry";

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Warns while there is time to renew: a gateway whose broker can't be verified any more keeps silent for good. */
export class ExpiryWatch {
	private _clock: Clock;
	private _log: Log;
	private _expiry: Expiry | undefined;
	private _alarm: Alarm | undefined;

	constructor(clock: Clock, log: Log) {
		this._clock = clock;
		this._log = log;
	}
	get expiry(): Expiry | undefined {
		return this._expiry;
	}
	/** A handshake has shown what the trust rests on now. */
	set expiry(expiry: Expiry) {
		const known = this._expiry;
		if (known?.notAfter === expiry.notAfter && known.subject === expiry.subject)
			return;
		this._expiry = expiry;
		this.close();
		this.check();
	}
	close(): void {
		this._clock.clear(this._alarm);
		this._alarm = undefined;
	}
	/** Once a day, or twice within the last tenth of a life of few days. */
	private check(): void {
		const expiry = this._expiry!, { notAfter, notBefore, subject } = expiry;
		this._alarm = this._clock.set(() => this.check(), Math.max(MINUTE, Math.min(DAY, (notAfter - notBefore) / 20)));
		const now = this._clock.time ?? 0, left = notAfter - now, level = expiryLevel(expiry, now);
		if (level === GOOD)
			return;
		const text = left > 0 ?
			`${subject} expires in ${describeDuration(left)}, on ${new Date(notAfter).toISOString()}; after that the broker is not trusted: renew it, or put the next CA into certs/ca-next.der` :
			`${subject} expired on ${new Date(notAfter).toISOString()}: at the next connection the broker will not be trusted`;
		if (level === SOON)
			this._log.warning("tls", text);
		else
			this._log.error("tls", text);
	}
}
