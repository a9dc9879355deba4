/*
 * The native functions of the SDK's script objects for a connection, which its typings leave out. Declared from
 * modules/network/ble/gatt.js, connection.js and nimble/modBLEClient.c.
 */

/** What native code calls back, by the name `callback`. */
interface GATTCallee {
	/** Number of the connection. */
	readonly connection: number;
	callback(event: string, parameters: unknown): void;
}

/** What a search for descriptors is called on: native code reads all of it. */
interface DescriptorCallee extends GATTCallee {
	/** Of the characteristic's value. */
	readonly handle: number;
	readonly service: { readonly start: number; readonly end: number };
}

declare module "connection" {
	interface Connection {
		initialize(this: GATTCallee, client: GATTCallee): void;
	}
}

declare module "gatt" {
	export const Client: {
		readonly prototype: {
			_disconnect(connection: number): void;
			_exchangeMTU(connection: number, mtu: number): void;
			_discoverPrimaryServices(connection: number): void;
		};
	};
	export const Service: {
		readonly prototype: {
			_discoverCharacteristics(this: GATTCallee, connection: number, start: number, end: number): void;
		};
	};
	export const Characteristic: {
		readonly prototype: {
			_discoverAllDescriptors(this: DescriptorCallee, connection: number, handle: number): void;
			_readValue(connection: number, handle: number, authentication: number): void;
			_writeWithoutResponse(connection: number, handle: number, value: ArrayBuffer): void;
		};
	};
}
