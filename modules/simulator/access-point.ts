import type { Scenario } from "./scenario";
import type { TimerHandle, Timers } from "./timers";

/** Milliseconds that the driver takes to leave. */
const LEAVE = 20;
/** What part of the time to join is over when the station is associated; the rest brings the address. */
const ASSOCIATED = 2 / 3;

/** What the driver tells; WIFI_EVENT_STA_CONNECTED, IP_EVENT_STA_GOT_IP and WIFI_EVENT_STA_DISCONNECTED in ESP-IDF. */
export type StationEvent = "connected" | "address" | "disconnected";

/** The access point that a scenario describes, and the one station there is. */
export class AccessPoint {
	readonly MAC = "24:0a:c4:12:34:56";
	readonly BSSID = "02:00:5e:00:53:01";
	readonly channel = 6;
	readonly rssi: number;
	/** Name of the network that the station is associated with. */
	SSID: string | undefined;
	/** Whether the station has an address, and packets pass. */
	up = false;

	#address: string;
	#join: number;
	#timers: Timers;
	#listeners = new Set<(event: StationEvent) => void>();
	#state: "there" | "lost" | "refuses" = "there";
	#joining: TimerHandle | undefined;

	constructor({ join, address, rssi }: Scenario["wifi"], timers: Timers) {
		this.rssi = rssi;
		this.#address = address;
		this.#join = join;
		this.#timers = timers;
	}
	get address(): string | undefined {
		return this.up ? this.#address : undefined;
	}
	listen(listener: (event: StationEvent) => void): void {
		this.#listeners.add(listener);
	}
	ignore(listener: (event: StationEvent) => void): void {
		this.#listeners.delete(listener);
	}
	/** esp_wifi_connect: "connected" and "address" follow, or "disconnected". Associated already, nothing does. */
	connect(SSID: string): void {
		if (this.SSID !== undefined)
			return;
		this.#timers.clear(this.#joining);
		this.#joining = this.#timers.set(() => {
			if (this.#state !== "there") {
				this.#tell("disconnected");
				return;
			}
			this.SSID = SSID;
			this.#joining = this.#timers.set(() => {
				this.up = true;
				this.#tell("address");
			}, this.#join * (1 - ASSOCIATED));
			this.#tell("connected");
		}, this.#join * ASSOCIATED);
	}
	/** esp_wifi_disconnect: "disconnected" follows, if there was anything to leave. */
	disconnect(): void {
		const left = this.SSID !== undefined || this.#joining !== undefined;
		this.#drop();
		if (left)
			this.#timers.set(() => this.#tell("disconnected"), LEAVE);
	}
	/** It is out of reach. */
	lose(): void {
		this.#state = "lost";
		if (this.SSID === undefined)
			return;
		this.#drop();
		this.#tell("disconnected");
	}
	return(): void {
		this.#state = "there";
	}
	/** It lets nobody join; who has joined stays. */
	refuse(): void {
		this.#state = "refuses";
	}
	#drop(): void {
		this.#timers.clear(this.#joining);
		this.#joining = undefined;
		this.SSID = undefined;
		this.up = false;
	}
	#tell(event: StationEvent): void {
		if (event !== "connected")
			this.#joining = undefined;
		for (const listener of [...this.#listeners])
			listener(event);
	}
}
