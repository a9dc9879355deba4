import { world } from "./world";

/** The C functions that script calls by FFI (module `mc/ffi`; modules/device/nimble-calls.ts says what they are). */
export default class FFI {
	ble_gap_conn_active(): number {
		return world.gap.state.nimble.connecting ? 1 : 0;
	}
	ble_gap_conn_cancel(): number {
		return world.gap.state.nimble.cancelConnect();
	}
	ble_gattc_any_jobs(): number {
		return world.gatt.asking ? 1 : 0;
	}
	ble_gattc_write_flat(connection: number, handle: number, data: ArrayBuffer, length: number, callback: number, argument: number): number {
		if (callback !== 0 || argument !== 0)
			throw new TypeError("a callback is C");
		return world.gatt.writeRequest(connection, handle, data.slice(0, length));
	}
}
