import type { Nimble } from "./nimble";
import { world } from "./world";

/**
 * The C functions that script calls by FFI (module `mc/ffi`; modules/device/nimble-calls.ts says what they are). Without a
 * client NimBLE has given its memory back: calling into it then is an error here.
 */
export default class FFI {
	ble_gap_conn_active(): number {
		return nimble().connecting ? 1 : 0;
	}
	ble_gap_conn_cancel(): number {
		return nimble().cancelConnect();
	}
	ble_gattc_any_jobs(): number {
		return nimble() && world.gatt.asking ? 1 : 0;
	}
	ble_gattc_write_flat(connection: number, handle: number, data: ArrayBuffer, length: number, callback: number, argument: number): number {
		if (callback !== 0 || argument !== 0)
			throw new TypeError("a callback is C");
		nimble();
		return world.gatt.writeRequest(connection, handle, data.slice(0, length));
	}
}

function nimble(): Nimble {
	if (!world.gap.state.running)
		throw new Error("simulator: a call into NimBLE, which is not running: the chip uses freed memory (nimble_port_deinit)");
	return world.gap.state.nimble;
}
