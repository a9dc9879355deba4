import type { Nimble } from "./nimble";
import { world } from "./world";

/** There is no such heap here: it stays as large as it may be with Wi-Fi and BLE up (estimated). */
const HEAP_FREE = 65_536;
/** ESP_RST_POWERON. */
const POWER_ON = 1;

/**
 * The C functions that script calls by FFI (module `mc/ffi`; modules/device/nimble-calls.ts and chip-calls.ts say what they are). Without a
 * client NimBLE has given its memory back: calling into it then is an error here.
 */
export default class FFI {
	esp_get_free_heap_size(): number {
		return HEAP_FREE;
	}
	esp_get_minimum_free_heap_size(): number {
		return HEAP_FREE;
	}
	esp_reset_reason(): number {
		return POWER_ON;
	}
	heap_caps_get_largest_free_block(_capabilities: number): number {
		return HEAP_FREE;
	}
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
