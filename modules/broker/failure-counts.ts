import type { Notice } from "./notice";
import type { RefusedTopics } from "./refused-topics";

/** Kinds of failures that are counted apart: with more, the message about them might not fit. */
const KINDS = 20;

/**
 * How often connections have failed since start, by what it was about: words of a closed list, so that it stays small.
 * And the topics that the broker refuses now.
 */
export class FailureCounts implements Notice {
	#counts: Record<string, number> = {};
	#kinds = 0;
	#refused: RefusedTopics;

	constructor(refused: RefusedTopics) {
		this.#refused = refused;
	}
	get subtopic(): string {
		return "/failures";
	}
	get text(): string {
		if (this.#refused.size)
			return JSON.stringify({ ...this.#counts, refused: this.#refused.counts });
		return this.#kinds ? JSON.stringify(this.#counts) : "";
	}
	count(about: string): void {
		const counts = this.#counts;
		if (about in counts)
			counts[about]!++;
		else if (this.#kinds < KINDS) {
			this.#kinds++;
			counts[about] = 1;
		}
		else
			counts.other = (counts.other ?? 0) + 1;
	}
}
