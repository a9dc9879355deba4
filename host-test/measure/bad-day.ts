/** Milliseconds from the start of a round, and what happens then: in the simulator's world, or to the broker. */
export interface Misfortune {
	readonly at: number;
	/** For people. */
	readonly what: string;
	/** As the simulator's `World.perform` takes it, bytes as numbers; or the broker. */
	readonly deed: { readonly do: string; readonly [key: string]: unknown } | "kill broker" | "start broker";
}

/** Milliseconds of one round. */
export const ROUND = 300_000;

/** The characteristic of firmware-configuration.ts, as on the air. */
export const CHARACTERISTIC_BYTES = [0x52, 0xed, 0x43, 0x42, 0xef, 0x26, 0x0c, 0x8f, 0xa9, 0x4d, 0x5b, 0x26, 0x7f, 0xcf, 0x96, 0x5d];
const [FIRST, SECOND, THIRD] = ["Voltmeter 1", "Voltmeter 2", "Voltmeter 3"];

/** A bad day in five minutes: everything that is expected to fail in months, again and again. */
export function misfortunes(): readonly Misfortune[] {
	return [
		{ at: 15_000, what: "broker gone for 8 s", deed: "kill broker" },
		{ at: 23_000, what: "broker back", deed: "start broker" },
		{ at: 45_000, what: "a burst of 100 notifications", deed: { do: "burst", peripheral: FIRST, characteristic: CHARACTERISTIC_BYTES, count: 100 } },
		{ at: 55_000, what: "nonsense notified", deed: { do: "malformed", peripheral: SECOND, characteristic: CHARACTERISTIC_BYTES, bytes: [1] } },
		{ at: 60_000, what: "a peripheral out of reach", deed: { do: "vanish", peripheral: SECOND } },
		{ at: 75_000, what: "and back", deed: { do: "appear", peripheral: SECOND } },
		{ at: 100_000, what: "Wi-Fi gone", deed: { do: "wifi-lost" } },
		{ at: 112_000, what: "Wi-Fi back", deed: { do: "wifi-back" } },
		{ at: 124_000, what: "the BLE stack resets itself", deed: { do: "bluetooth-reset" } },
		{ at: 140_000, what: "a peripheral hangs up", deed: { do: "disconnect", peripheral: THIRD } },
		{ at: 160_000, what: "broker gone for 30 s", deed: "kill broker" },
		{ at: 175_000, what: "a burst meanwhile", deed: { do: "burst", peripheral: FIRST, characteristic: CHARACTERISTIC_BYTES, count: 300 } },
		{ at: 190_000, what: "broker back", deed: "start broker" },
		{ at: 215_000, what: "discoveries that never end", deed: { do: "stall-discovery", peripheral: FIRST } },
		{ at: 216_000, what: "and the peripheral hangs up", deed: { do: "disconnect", peripheral: FIRST } },
		{ at: 245_000, what: "discoveries end again", deed: { do: "normal", peripheral: FIRST } },
		{ at: 260_000, what: "the Bluetooth controller falls silent", deed: { do: "bluetooth-silent" } },
		{ at: 266_000, what: "and answers again", deed: { do: "bluetooth-back" } },
	];
}
