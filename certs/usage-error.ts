/** Something wrong with what a person gave: an option or a file. The text names the input, the reason and the mend. */
export class UsageError extends Error {
	override name = "UsageError";

	constructor(input: string, reason: string, mend: string) {
		super(`${input}: ${reason}; ${mend}`);
	}
}
