import WiFi from "embedded:network/interface/wifi";
import type { Clock } from "../text/clock";
import type { WiFiEvents, WiFiStation, WiFiStatus } from "../gateway/network";

const DISCONNECTED = 300;
/** Joined, with an address (ECMA-419 15.3). */
const ADDRESSED = 500;

/** The SDK's ECMA-419 Wi-Fi as a station that does one thing at a time. */
export class DeviceWiFi implements WiFiStation {
	private _clock: Clock;
	private _wifi: WiFi;
	private _events: WiFiEvents | undefined;
	private _state: "idle" | "joining" | "joined" = "idle";

	constructor(clock: Clock) {
		this._clock = clock;
		this._wifi = new WiFi({ onChanged: () => this.onChanged() });
	}
	/** MAC address of the station. */
	get mac(): string {
		return this._wifi.MAC ?? "00:00:00:00:00:00";
	}
	get status(): WiFiStatus | undefined {
		return this._state === "joined" ? { address: this._wifi.address ?? "unknown address", rssi: this._wifi.RSSI } : undefined;
	}
	open(events: WiFiEvents): void {
		this._events = events;
	}
	join(ssid: string, password: string | undefined): void {
		this._state = "joining";
		try {
			this._wifi.connect(password === undefined ? { SSID: ssid } : { SSID: ssid, password });
		}
		catch (error) {
			// "already connecting" from an attempt that never ended, or the driver is not up yet
			this._wifi.disconnect();
			this._clock.set(() => this.fail(`the Wi-Fi driver refused to join ("${error}")`), 0);
		}
	}
	leave(): void {
		this._state = "idle";
		this._wifi.disconnect();
	}
	close(): void {
		this._events = undefined;
		this._state = "idle";
		this._wifi.close();
	}
	private onChanged(): void {
		const { connection } = this._wifi;
		if (connection === ADDRESSED) {
			if (this._state !== "joining")
				return;
			this._state = "joined";
			this._events?.onJoined(this.status!);
		}
		else if (connection < DISCONNECTED) {
			if (this._state === "joined") {
				this._state = "idle";
				this._events?.onLost();
			}
			else
				this.fail("could not be joined: it is not in range, or the password is wrong");
		}
	}
	private fail(reason: string): void {
		if (this._state !== "joining")
			return;
		this._state = "idle";
		this._events?.onFailed(reason);
	}
}
