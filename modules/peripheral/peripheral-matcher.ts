import type { BluetoothAddress } from "../text/bluetooth-address";
import { advertisesService, hasCompleteName, hasNamePrefix } from "./advertisement";
import type { PeripheralMatch } from "../configuration/configuration";
import { encodeUTF8 } from "../text/utf8";

/** Tells one configured peripheral from all the others that advertise. Built once; asked for each advertisement. */
export class PeripheralMatcher {
	#by: PeripheralMatch["by"];
	#address: BluetoothAddress = "";
	/** Name or its prefix in UTF-8, or the UUID: advertisements are compared as bytes. */
	#bytes: Uint8Array | undefined;

	constructor(match: PeripheralMatch) {
		this.#by = match.by;
		switch (match.by) {
			case "address":
				this.#address = match.address;
				break;
			case "name":
				this.#bytes = encodeUTF8(match.name);
				break;
			case "namePrefix":
				this.#bytes = encodeUTF8(match.prefix);
				break;
			case "service":
				this.#bytes = match.uuid;
				break;
		}
	}
	/**
	 * Whether an advertisement or scan response comes from that peripheral. A name matches the complete local name
	 * exactly; a prefix also matches a shortened one. Allocates nothing and never throws, whatever `data` holds.
	 * @param address as `formatBluetoothAddress` makes it
	 */
	matches(address: BluetoothAddress, data: Uint8Array): boolean {
		if (this.#bytes === undefined)
			return address === this.#address;
		switch (this.#by) {
			case "name":
				return hasCompleteName(data, this.#bytes);
			case "namePrefix":
				return hasNamePrefix(data, this.#bytes);
			default:
				return advertisesService(data, this.#bytes);
		}
	}
}
