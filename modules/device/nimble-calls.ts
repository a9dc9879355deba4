import FFI from "mc/ffi";

/*
 * Every call of C by FFI ("ffi" in manifest.json, of which a test says whether it agrees). The prototypes, from esp-nimble,
 * branch nimble-1.6.0-idf, commit 32b2124f:
 *
 * nimble/host/include/host/ble_gap.h
 *   int ble_gap_conn_active(void);
 *   int ble_gap_conn_cancel(void);
 * nimble/host/include/host/ble_gatt.h
 *   int ble_gattc_write_flat(uint16_t conn_handle, uint16_t attr_handle, const void *data, uint16_t data_len, ble_gatt_attr_fn *cb, void *cb_arg);
 * nimble/host/src/ble_gatt_priv.h
 *   int ble_gattc_any_jobs(void);
 *
 * FFI knows no pointer to const and no NULL: the one goes as void*, the other, for cb and cb_arg, as the number 0. Any task
 * may make these calls: those that change something take NimBLE's lock, and the two that only look read one word.
 */
const NONE = 0;
/** BLE_HS_EALREADY: there is nothing to cancel. Command Disallowed says so of the controller: the connect's event is on its way. */
const NOT_PENDING = 2, DISALLOWED = 0x20c;

/** What NimBLE can and the SDK's BLE client does not offer. */
export class NimBLECalls {
	private _ffi = new FFI();

	/** Whether a connect is pending in the controller. */
	get connecting(): boolean {
		return this._ffi.ble_gap_conn_active() !== 0;
	}
	/**
	 * Cancels the pending connect; `connecting` ends when it is done. To be called once: a second call goes to the controller
	 * again. Like each HCI command it may block for 2 s.
	 * @returns false if that can't be; true also if nothing was pending, any more
	 */
	cancelConnect(): boolean {
		const result = this._ffi.ble_gap_conn_cancel();
		return result === 0 || result === NOT_PENDING || result === DISALLOWED;
	}
	/** Whether an answer of a peripheral is still to come; NimBLE does not queue, so nothing else may be asked until then. */
	get asking(): boolean {
		return this._ffi.ble_gattc_any_jobs() !== 0;
	}
	/**
	 * Writes with response (ATT_WRITE_REQ, Core, volume 3 part F, 3.4.5.1). `asking` ends with the answer, which may be an
	 * error: reading back tells.
	 * @param value no longer than the MTU less 3
	 * @returns 0, or NimBLE's error if nothing was sent
	 */
	write(connection: number, handle: number, value: ArrayBuffer): number {
		return this._ffi.ble_gattc_write_flat(connection, handle, value, value.byteLength, NONE, NONE);
	}
}
