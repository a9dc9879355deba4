import type { Notice } from "./notice";
import type { RefusedTopics } from "./refused-topics";

/** Kinds of failures that are counted apart: with more, the message about them might not fit. */
const KINDS = 20;

/**
 * How often connections have failed since start, by what it was about: words of a closed list, so that it stays small.
 * And the topics that the broker refuses now.
 */
export class FailureCounts implements Notice {
	readonly messages = 1;
	readonly first = true;
	private _counts: Record<string, number> = {};
	private _kinds = 0;
	private _refused: RefusedTopics;

	constructor(refused: RefusedTopics) {
		this._refused = refused;
	}
	topic(_index: number, status: string): string {
		return status + "/failures";
	}
	text(): string {
		if (this._refused.size)
			return JSON.stringify({ ...this._counts, refused: this._refused.counts });
		return this._kinds ? JSON.stringify(this._counts) : "";
	}
	count(about: string): void {
		const counts = this._counts;
		if (about in counts)
			counts[about]!++;
		else if (this._kinds < KINDS) {
			this._kinds++;
			counts[about] = 1;
		}
		else
			counts.other = (counts.other ?? 0) + 1;
	}
}
