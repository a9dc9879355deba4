import WiFi from "embedded:network/interface/wifi";
import type { Clock } from "../text/clock";
import type { WiFiEvents, WiFiStation } from "../gateway/network";

const DISCONNECTED = 300;
/** Joined, with an address (ECMA-419 15.3). */
const ADDRESSED = 500;

/** The SDK's ECMA-419 Wi-Fi as a station that does one thing at a time. */
export class DeviceWiFi implements WiFiStation {
	#clock: Clock;
	#wifi: WiFi;
	#events: WiFiEvents | undefined;
	#state: "idle" | "joining" | "joined" = "idle";

	constructor(clock: Clock) {
		this.#clock = clock;
		this.#wifi = new WiFi({ onChanged: () => this.onChanged() });
	}
	/** MAC address of the station. */
	get mac(): string {
		return this.#wifi.MAC ?? "00:00:00:00:00:00";
	}
	open(events: WiFiEvents): void {
		this.#events = events;
	}
	join(ssid: string, password: string | undefined): void {
		this.#state = "joining";
		try {
			this.#wifi.connect(password === undefined ? { SSID: ssid } : { SSID: ssid, password });
		}
		catch (error) {
			// "already connecting" from an attempt that never ended, or the driver is not up yet
			this.#wifi.disconnect();
			this.#clock.set(() => this.fail(`the Wi-Fi driver refused to join ("${error}")`), 0);
		}
	}
	leave(): void {
		this.#state = "idle";
		this.#wifi.disconnect();
	}
	close(): void {
		this.#events = undefined;
		this.#state = "idle";
		this.#wifi.close();
	}
	private onChanged(): void {
		const { connection } = this.#wifi;
		if (connection === ADDRESSED) {
			if (this.#state !== "joining")
				return;
			this.#state = "joined";
			this.#events?.onJoined({ address: this.#wifi.address ?? "unknown address", rssi: this.#wifi.RSSI });
		}
		else if (connection < DISCONNECTED) {
			if (this.#state === "joined") {
				this.#state = "idle";
				this.#events?.onLost();
			}
			else
				this.fail("could not be joined: it is not in range, or the password is wrong");
		}
	}
	private fail(reason: string): void {
		if (this.#state !== "joining")
			return;
		this.#state = "idle";
		this.#events?.onFailed(reason);
	}
}
