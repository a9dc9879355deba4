/** As mcconfig makes it of "ffi" in manifest.json for the ESP32. */
declare module "mc/ffi" {
	export default class FFI {
		esp_get_free_heap_size(): number;
		esp_get_minimum_free_heap_size(): number;
		esp_reset_reason(): number;
		heap_caps_get_largest_free_block(capabilities: number): number;
		ble_gap_conn_active(): number;
		ble_gap_conn_cancel(): number;
		ble_gattc_any_jobs(): number;
		ble_gattc_write_flat(connection: number, handle: number, data: ArrayBuffer, length: number, callback: number, argument: number): number;
	}
}
