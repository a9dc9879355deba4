import { ERASE_STEPS, EmulatedFlash } from "../../modules/simulator/emulated-flash";
import type { EmulatedFlashOptions, Tear } from "../../modules/simulator/emulated-flash";
import { seededRandom } from "../seeded-random";
import { copyOf, interrupted } from "./aftermath";

/** Before each operation, shows what the flash would hold if the power went at each of its steps. */
export class ForkingFlash extends EmulatedFlash {
	onCut: ((flash: EmulatedFlash) => void) | undefined;
	#tear: Tear;

	constructor(options: EmulatedFlashOptions, tear: Tear) {
		super(options);
		this.#tear = tear;
	}
	override write(offset: number, bytes: Uint8Array): void {
		this.#fork(bytes.length, flash => flash.write(offset, bytes));
		super.write(offset, bytes);
	}
	override eraseBlock(index: number): void {
		this.#fork(ERASE_STEPS, flash => flash.eraseBlock(index));
		super.eraseBlock(index);
	}
	#fork(steps: number, operation: (flash: EmulatedFlash) => void): void {
		for (let step = 0; this.onCut && step < steps; step++) {
			const flash = copyOf(this, seededRandom(this.steps + step));
			flash.cutAfter(step, this.#tear);
			interrupted(() => operation(flash));
			flash.restorePower();
			this.onCut(flash);
		}
	}
}
