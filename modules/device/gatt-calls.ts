import { Connection } from "connection";
import { Characteristic, Client, Service } from "gatt";

/*
 * What the SDK's script makes of each connection, service, characteristic and descriptor takes 8 to 25 slots of the heap;
 * the natives beneath are content with one object of ours for all. On a connection that is gone they do nothing, but for
 * the first two.
 */

/** From now on native code tells `callee` of its connection. Throws "connection not found" before its record is complete. */
export function attach(callee: GATTCallee): void {
	Connection.prototype.initialize.call(callee, callee);
}

/** `onDisconnected` follows. Throws "connection not found" if it is gone already. */
export function disconnect(connection: number): void {
	Client.prototype._disconnect(connection);
}

/** `onMTUExchanged` follows, unless it is refused or left without an answer. */
export function exchangeMTU(connection: number, mtu: number): void {
	Client.prototype._exchangeMTU(connection, mtu);
}

/** `onService` follows with each, and at the end without one. */
export function discoverServices(connection: number): void {
	Client.prototype._discoverPrimaryServices(connection);
}

/** `onCharacteristic` follows with each, and at the end without one. */
export function discoverCharacteristics(callee: GATTCallee, start: number, end: number): void {
	Service.prototype._discoverCharacteristics.call(callee, callee.connection, start, end);
}

/** `onDescriptor` follows with each, and at the end without one; nothing does where no handle is left for one. */
export function discoverDescriptors(callee: DescriptorCallee): void {
	Characteristic.prototype._discoverAllDescriptors.call(callee, callee.connection, callee.handle);
}

/** Whatever has that handle. `onCharacteristicValue` follows, unless it is refused. */
export function readValue(connection: number, handle: number): void {
	Characteristic.prototype._readValue(connection, handle, 0);
}

export function writeCommand(connection: number, handle: number, value: ArrayBuffer): void {
	Characteristic.prototype._writeWithoutResponse(connection, handle, value);
}
