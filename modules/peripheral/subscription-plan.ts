import type { PeripheralConfiguration, ValueConfiguration } from "../configuration/configuration";
import { VALUE_FORMATS } from "../configuration/value-format";
import type { Log } from "../text/log";
import { formatUUID, sameUUID } from "../text/uuid";
import type { Subscription } from "./peripheral";
import type { RemoteCharacteristic } from "./radio";

const NOTIFY_OR_INDICATE = 0x30;
/** Bytes of a notification with the MTU that every connection begins with. */
const SHORT = 20;

/**
 * What to subscribe to, of what discovery found, and which values each brings. Values that can't be had are told.
 * @param wanted gets the characteristics
 */
export function planSubscriptions(configuration: PeripheralConfiguration, found: readonly RemoteCharacteristic[], wanted: RemoteCharacteristic[], log: Log): Subscription[] {
	const subscriptions: Subscription[] = [];
	for (const characteristic of found) {
		const values = valuesOf(configuration, characteristic);
		if (values.length === 0)
			continue;
		if (!(characteristic.properties & NOTIFY_OR_INDICATE)) {
			log.error("ble", `${configuration.name}: characteristic ${formatUUID(characteristic.uuid)} ` +
				"offers neither notifications nor indications: its values can't be had");
			continue;
		}
		wanted.push(characteristic);
		subscriptions.push({ handle: characteristic.handle, values, open: values.some(index => isOpen(configuration.values[index]!)) });
	}
	for (const { name, service, characteristic } of configuration.values) {
		if (!found.some(candidate => isAt(candidate, service, characteristic)))
			log.error("ble", `${configuration.name}: no characteristic ${formatUUID(characteristic)} ` +
				`in a service ${formatUUID(service)}, so there is no value ${name}: check the UUIDs in the configuration`);
	}
	return subscriptions;
}

/** Whether the value may reach beyond what a notification brings before the MTU is exchanged. */
export function mayBeLong(value: ValueConfiguration): boolean {
	return isOpen(value) || value.at + Math.max(VALUE_FORMATS[value.format].size, Math.ceil((value.bit + value.bits) / 8)) > SHORT;
}

/** Whether the value is a text that takes all bytes there are. */
function isOpen({ format }: ValueConfiguration): boolean {
	return format === "utf8" || format === "hex";
}

function valuesOf(configuration: PeripheralConfiguration, remote: RemoteCharacteristic): number[] {
	const values: number[] = [];
	configuration.values.forEach(({ service, characteristic }, index) => {
		if (isAt(remote, service, characteristic))
			values.push(index);
	});
	return values;
}

function isAt({ service, uuid }: RemoteCharacteristic, wantedService: Uint8Array, wanted: Uint8Array): boolean {
	return sameUUID(wantedService, service, 0, 16) && sameUUID(wanted, uuid, 0, 16);
}
