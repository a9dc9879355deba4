import type { StationEvent } from "./access-point";
import { world } from "./world";

type ChangedProperty = "connection" | "address";

export interface WiFiOptions {
	readonly onChanged?: (this: WiFi, property: ChangedProperty) => void;
}

/**
 * The SDK's ECMA-419 Wi-Fi (`embedded:network/interface/wifi`), as modules/io/wifi/esp32/wifi-esp32.c has it, at the
 * access point of the scenario. `scan` and `configure` are not simulated.
 */
export default class WiFi {
	#onChanged: WiFiOptions["onChanged"];
	#connecting = false;
	#connected = false;
	#addressed = false;
	#closed = false;
	#listener = (event: StationEvent) => this.#deliver(event);

	/** Calls nothing, even where the station is associated already. */
	constructor({ onChanged }: WiFiOptions = {}) {
		world.begin();
		this.#onChanged = onChanged;
		this.#connected = world.accessPoint.SSID !== undefined;
		this.#addressed = world.accessPoint.up;
		world.accessPoint.listen(this.#listener);
	}
	/** Forgets the callbacks; the station stays as it is. */
	close(): void {
		if (this.#closed)
			return;
		this.#closed = true;
		world.accessPoint.ignore(this.#listener);
	}
	/** The state changes to 300 without a call of `onChanged`; it comes for 400 and 500, or for 200 when it failed. */
	connect(options: { readonly SSID: string; readonly password?: string }): void {
		this.#validate();
		if (this.#connecting)
			throw new Error("already connecting");
		if (!("SSID" in options))
			throw new Error("SSID required");
		this.#connecting = true;
		world.accessPoint.connect(String(options.SSID));
	}
	/**
	 * `onChanged` is not called for it. The driver's event comes all the same, and ends a `connect` that was called in
	 * the meantime, as far as one sees.
	 */
	disconnect(): void {
		this.#validate();
		world.accessPoint.disconnect();
		this.#connecting = this.#connected = this.#addressed = false;
	}
	/** 200 neither joined nor joining, 300 joining, 400 joined, 500 with an address. */
	get connection(): number {
		this.#validate();
		if (this.#connected)
			return this.#addressed ? 500 : 400;
		return this.#connecting ? 300 : 200;
	}
	get address(): string | undefined {
		this.#validate();
		return world.accessPoint.address;
	}
	get MAC(): string {
		this.#validate();
		return world.accessPoint.MAC;
	}
	get SSID(): string | undefined {
		this.#validate();
		return world.accessPoint.SSID;
	}
	get BSSID(): string | undefined {
		return this.SSID === undefined ? undefined : world.accessPoint.BSSID;
	}
	get RSSI(): number | undefined {
		return this.SSID === undefined ? undefined : world.accessPoint.rssi;
	}
	get channel(): number | undefined {
		return this.SSID === undefined ? undefined : world.accessPoint.channel;
	}
	/** xsmcGetHostDataValidate. */
	#validate(): void {
		if (this.#closed)
			throw new SyntaxError("C: xsGetHostData: invalid host data");
	}
	/** wifiConnectDeliver. */
	#deliver(event: StationEvent): void {
		const before = this.connection;
		const hadConnected = this.#connected, hadConnecting = this.#connecting, hadAddress = this.#addressed;
		this.#connected = event !== "disconnected";
		this.#addressed = event === "address";
		if (event !== "address")
			this.#connecting = false;
		if (before !== this.connection || hadConnected !== this.#connected || hadConnecting !== this.#connecting)
			this.#onChanged?.("connection");
		if (!hadAddress && event === "address" && !this.#closed)
			this.#onChanged?.("address");
	}
}
