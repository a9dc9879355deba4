import Timer from "timer";

/** Milliseconds that NimBLE waits for the answer to a command (BLE_HCI_CMD_TIMEOUT_MS in ble_hs_hci.c). */
export const COMMAND_TIMEOUT = 2_000;

/** The Bluetooth controller behind the HCI. Commands are answered at once, or, while it is silent, never. */
export class Controller {
	silent = false;
	#block: (time: number) => void;

	/** @param block lets milliseconds pass in which nothing else runs */
	constructor(block: (time: number) => void = time => Timer.delay(time)) {
		this.#block = block;
	}
	/** A command. The engine stands still until the answer; false: there was none. */
	command(): boolean {
		if (this.silent)
			this.#block(COMMAND_TIMEOUT);
		return !this.silent;
	}
	/** So many commands whose answers are dropped, though they come. */
	miss(commands: number): void {
		this.#block(commands * COMMAND_TIMEOUT);
	}
}
