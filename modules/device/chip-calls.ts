import FFI from "mc/ffi";

/*
 * Calls of C by FFI that ask the chip ("ffi" in radio.json, of which a test says whether it agrees). The prototypes, from
 * ESP-IDF v6.0:
 *
 * components/esp_system/include/esp_system.h
 *   uint32_t esp_get_free_heap_size(void);
 *   uint32_t esp_get_minimum_free_heap_size(void);
 *   int esp_reset_reason(void);
 * components/heap/include/esp_heap_caps.h
 *   uint32_t heap_caps_get_largest_free_block(uint32_t caps);
 *
 * The reason is an enumeration there, and the block a size_t: of 32 bits both. Any task may make these calls.
 */
/** MALLOC_CAP_8BIT: memory for bytes. */
const BYTES = 4;

/** What only the chip knows about itself. */
export class ChipCalls {
	private _ffi = new FFI();

	/** esp_reset_reason_t. */
	get resetReason(): number {
		return this._ffi.esp_reset_reason();
	}
	/** Bytes, as are the following. */
	get heapFree(): number {
		return this._ffi.esp_get_free_heap_size();
	}
	/** The least since start. */
	get heapLeast(): number {
		return this._ffi.esp_get_minimum_free_heap_size();
	}
	get heapLargest(): number {
		return this._ffi.heap_caps_get_largest_free_block(BYTES);
	}
}
