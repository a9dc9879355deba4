import { formatMistake, type ConfigurationMistake } from "../configuration/configuration-mistake";

/** A scenario that can't be played, with every mistake in it. */
export class ScenarioError extends Error {
	override name = "ScenarioError";
	readonly mistakes: readonly ConfigurationMistake[];

	constructor(mistakes: readonly ConfigurationMistake[]) {
		super(`the scenario has ${mistakes.length === 1 ? "a mistake" : mistakes.length + " mistakes"}:` + mistakes.map(mistake => "\n  " + formatMistake(mistake)).join(""));
		this.mistakes = mistakes;
	}
}
