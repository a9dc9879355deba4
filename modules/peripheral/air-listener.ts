/** Hears what is in the air, beside those who are looked for. */
export interface AirListener {
	/**
	 * An advertisement or scan response, for each packet: whatever is not wanted must cost next to nothing.
	 * @param address 6 bytes, the least significant first
	 * @param rssi dBm
	 * @param data only valid during the call
	 */
	hear(address: ArrayBuffer, rssi: number, data: Uint8Array): void;
}
