import type { BluetoothAddress } from "../text/bluetooth-address";
import { advertisedName, advertisesService, hasCompleteName, hasNamePrefix, isNameShortened, unpaddedEnd } from "./advertisement";
import type { PeripheralMatch } from "../configuration/configuration";
import { encodeUTF8 } from "../text/utf8";
import { formatUUID } from "../text/uuid";

/** Tells one configured peripheral from all the others that advertise. Built once; asked for each advertisement. */
export class PeripheralMatcher {
	private _match: PeripheralMatch;
	/** Name or its prefix in UTF-8, or the UUID: advertisements are compared as bytes. */
	private _bytes: Uint8Array | undefined;

	constructor(match: PeripheralMatch) {
		this._match = match;
		switch (match.by) {
			case "name": {
				const name = encodeUTF8(match.name);
				this._bytes = name.subarray(0, unpaddedEnd(name, 0, name.length));
				break;
			}
			case "namePrefix":
				this._bytes = encodeUTF8(match.prefix);
				break;
			case "service":
				this._bytes = match.uuid;
				break;
		}
	}
	/**
	 * Whether an advertisement or scan response comes from that peripheral. A name matches the complete local name,
	 * padding apart; a prefix also matches a shortened one. Allocates nothing and never throws, whatever `data` holds.
	 * @param address as `formatBluetoothAddress` makes it
	 */
	matches(address: BluetoothAddress, data: Uint8Array): boolean {
		const match = this._match;
		if (this._bytes === undefined)
			return match.by === "address" && address === match.address;
		switch (match.by) {
			case "name":
				return hasCompleteName(data, this._bytes);
			case "namePrefix":
				return hasNamePrefix(data, this._bytes);
			default:
				return advertisesService(data, this._bytes);
		}
	}
	/** For whoever looks for a fault: why that packet, which does not match, does not. */
	mismatch(data: Uint8Array): string {
		const match = this._match;
		switch (match.by) {
			case "address":
				return `it is not at ${match.address}`;
			case "service":
				return `this packet does not have the service ${formatUUID(match.uuid)}`;
		}
		const name = advertisedName(data);
		const wanted = match.by === "name" ? match.name : match.prefix;
		if (name === undefined)
			return "this packet has no name";
		if (match.by === "namePrefix")
			return `its name does not begin with "${wanted}"`;
		return isNameShortened(data) && wanted.startsWith(name) ? `its name is shortened here; "${wanted}" must come complete` : `its name is not "${wanted}"`;
	}
	/** Whether, by what is declared alone, the same device could be for `other` too. What differs in kind is not compared. */
	overlaps(other: PeripheralMatcher): boolean {
		const a = this._match, b = other._match;
		if (a.by === "address" && b.by === "address")
			return a.address === b.address;
		if (a.by === "service" && b.by === "service")
			return formatUUID(a.uuid) === formatUUID(b.uuid);
		if (a.by === "name")
			return b.by === "name" ? a.name.trimEnd() === b.name.trimEnd() : b.by === "namePrefix" && a.name.startsWith(b.prefix);
		return a.by === "namePrefix"
			&& (b.by === "name" ? b.name.startsWith(a.prefix) : b.by === "namePrefix" && (a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix)));
	}
	/** The declaration as one text: another one makes another text. */
	get text(): string {
		const match = this._match;
		switch (match.by) {
			case "address":
				return `address ${match.address}`;
			case "name":
				return `name ${match.name}`;
			case "namePrefix":
				return `namePrefix ${match.prefix}`;
			case "service":
				return `service ${formatUUID(match.uuid)}`;
		}
	}
}
