/** Something wrong in a scenario. */
export interface Mistake {
	/** Where: `peripherals[0].address`. */
	readonly path: string;
	/** What is wrong, with the value. */
	readonly problem: string;
	/** How it would be right. */
	readonly example: string;
}

/** A scenario that can't be played, with every mistake in it, in the order of the text. */
export class ScenarioError extends Error {
	override name = "ScenarioError";
	readonly mistakes: readonly Mistake[];

	constructor(mistakes: readonly Mistake[]) {
		super(`the scenario has ${mistakes.length === 1 ? "a mistake" : mistakes.length + " mistakes"}:`
			+ mistakes.map(({ path, problem, example }) => `\n  ${path}: ${problem}; for example ${example}`).join(""));
		this.mistakes = mistakes;
	}
}
