/** What a station tells of the Wi-Fi network that it has joined. */
export interface WiFiStatus {
	readonly address: string;
	/** dBm. */
	readonly rssi: number | undefined;
}

export interface WiFiEvents {
	/** Joined, with an address. */
	onJoined(status: WiFiStatus): void;
	/** An attempt to join came to nothing. */
	onFailed(reason: string): void;
	/** The network that was joined is gone. */
	onLost(): void;
}

/** A Wi-Fi station. Events never come from inside a call. */
export interface WiFiStation {
	/** Starts the station. Called once. */
	open(events: WiFiEvents): void;
	/** Tries once to join; `onJoined` or `onFailed` follows, or nothing at all: give it a deadline. */
	join(ssid: string, password: string | undefined): void;
	/** Gives up joining, or leaves. No event follows. */
	leave(): void;
	close(): void;
	/** As things are now; undefined as long as no network is joined. */
	readonly status: WiFiStatus | undefined;
}

/** A server that knows the time of day. */
export interface TimeSource {
	/**
	 * Asks `host` once and sets the clock. `done` is called once, never from inside the call, with null or with what
	 * went wrong.
	 */
	query(host: string, done: (error: string | null) => void): void;
	/** Forgets a query that is under way. */
	cancel(): void;
}
