import type { BluetoothAddress } from "../text/bluetooth-address";
import type { PeripheralMatch } from "../configuration/configuration";
import { formatUUID } from "../text/uuid";
import { advertisedName, advertisesService, hasCompleteName, hasNamePrefix, isNameShortened } from "./advertisement";

/* Tells one configured peripheral from all the others that advertise, by what lies in flash: nothing of it is in RAM. */

/** In preloaded modules XS copies a string literal to the heap each time it comes to it; a constant it does not. */
const ADDRESS = "address", NAME = "name", NAME_PREFIX = "namePrefix";

/**
 * Whether an advertisement or scan response comes from that peripheral. A name matches the complete local name,
 * padding apart; a prefix also matches a shortened one. Allocates nothing and never throws, whatever `data` holds.
 * @param address as `formatBluetoothAddress` makes it
 */
export function matches(match: PeripheralMatch, address: BluetoothAddress, data: Uint8Array): boolean {
	return match.by === ADDRESS ? address === match.address
		: match.by === NAME ? hasCompleteName(data, match.bytes)
		: match.by === NAME_PREFIX ? hasNamePrefix(data, match.bytes)
		: advertisesService(data, match.uuid);
}

/** For whoever looks for a fault: why that packet, which does not match, does not. */
export function mismatch(match: PeripheralMatch, data: Uint8Array): string {
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

/** Whether, by what is declared alone, the same device could be for both. What differs in kind is not compared. */
export function overlaps(a: PeripheralMatch, b: PeripheralMatch): boolean {
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
export function matchText(match: PeripheralMatch): string {
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
