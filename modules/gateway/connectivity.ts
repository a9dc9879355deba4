import { Backoff } from "../text/backoff";
import type { Alarm, Clock, Random } from "../text/clock";
import { describeDuration } from "../text/duration";
import type { Log } from "../text/log";
import type { TimeSource, WiFiEvents, WiFiStation, WiFiStatus } from "./network";

const JOIN_DEADLINE = 20_000;
/** A network that held this long was a good one: the next failure starts with a short delay again. */
const STABLE = 30_000;
/** The chip's clock drifts by seconds a day. */
const SYNCHRONIZE = 24 * 3_600_000;

export interface ConnectivityOptions {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly wifi: WiFiStation;
	readonly time: TimeSource;
	readonly ssid: string;
	readonly password: string | undefined;
	/** Time server. */
	readonly sntp: string;
	/** Whether the broker must wait for the time of day, as certificates have dates. */
	readonly needsTime: boolean;
	/** The network is there, and the time if it is needed. */
	onUp(): void;
	/** The network is gone. */
	onDown(): void;
}

/** Wi-Fi first, then the time, then everything else may use the network; and all over again when Wi-Fi goes. */
export class Connectivity implements WiFiEvents {
	private _options: ConnectivityOptions;
	private _joining: Backoff;
	private _asking: Backoff;
	private _joined = false;
	private _up = false;
	/** Of joining: its deadline or its next attempt; when joined, that it was stable. */
	private _alarm: Alarm | undefined;
	/** The next question for the time. */
	private _question: Alarm | undefined;

	constructor(options: ConnectivityOptions) {
		this._options = options;
		this._joining = new Backoff(options.random);
		this._asking = new Backoff(options.random);
	}
	get up(): boolean {
		return this._up;
	}
	start(): void {
		this._options.wifi.open(this);
		this.join();
	}
	close(): void {
		this.clear();
		this._options.time.cancel();
		this._options.wifi.close();
	}
	onJoined({ address, rssi }: WiFiStatus): void {
		const { clock, log, needsTime, ssid } = this._options;
		clock.clear(this._alarm);
		this._alarm = clock.set(() => this._joining.reset(), STABLE);
		this._joined = true;
		log.info("wifi", `joined ${ssid} as ${address}` + (rssi === undefined ? "" : `, signal ${rssi} dBm`));
		if (clock.time !== undefined || !needsTime)
			this.goUp();
		else
			log.info("time", "the broker's certificate can't be checked before the time is known: TLS waits for it");
		this.ask();
	}
	onFailed(reason: string): void {
		this.retry(reason);
	}
	onLost(): void {
		this.retry("the network is gone");
	}
	private join(): void {
		const { clock, log, password, ssid, wifi } = this._options;
		log.info("wifi", `joining ${ssid}`);
		this._alarm = clock.set(() => {
			wifi.leave();
			this.retry(`no address within ${JOIN_DEADLINE / 1_000} s`);
		}, JOIN_DEADLINE);
		wifi.join(ssid, password);
	}
	private retry(reason: string): void {
		const { clock, log, ssid, time } = this._options;
		this.clear();
		time.cancel();
		const wasUp = this._up;
		this._joined = this._up = false;
		const delay = this._joining.next();
		log.warning("wifi", `${ssid}: ${reason}; next attempt in ${describeDuration(delay)}`);
		this._alarm = clock.set(() => this.join(), delay);
		if (wasUp)
			this._options.onDown();
	}
	private ask(): void {
		const { clock, log, sntp, time } = this._options;
		this._question = undefined;
		const known = clock.time !== undefined;
		if (!known)
			log.info("time", `asking ${sntp} for the time`);
		time.query(sntp, error => {
			if (!this._joined)
				return;
			if (error) {
				const delay = this._asking.next();
				log.warning("time", `${sntp}: ${error}; next attempt in ${describeDuration(delay)}` +
					(this._up ? "" : ", TLS waits for it"));
				this._question = clock.set(() => this.ask(), delay);
				return;
			}
			this._asking.reset();
			this._question = clock.set(() => this.ask(), SYNCHRONIZE);
			log.info("time", `${new Date(clock.time ?? Date.now()).toISOString()} from ${sntp}`);
			this.goUp();
		});
	}
	private goUp(): void {
		if (this._up)
			return;
		this._up = true;
		this._options.onUp();
	}
	private clear(): void {
		this._options.clock.clear(this._alarm);
		this._options.clock.clear(this._question);
		this._alarm = this._question = undefined;
	}
}
