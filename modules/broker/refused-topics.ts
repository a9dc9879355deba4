import { utf8Length } from "../text/utf8";

/** Topics here at most; the oldest goes when one more comes, and is found again. */
const TOPICS = 16;
/** Milliseconds until a refused topic is tried again: at first, and at most. */
const FIRST_RETRY = 300_000, LAST_RETRY = 3_600_000;
/** The same where it is not proven: soon, as long as others are taken meanwhile, as that is the proof. */
const FIRST_PROOF = 2_000, LAST_PROOF = 300_000;
/**
 * So many tries must end the connection each, after at least so many PUBLISH packets of other topics were acknowledged on
 * it, and one more each time. A network that breaks by chance at one PUBLISH in n does that, after six ends in the
 * search, with a probability of at most (1/n)¹⁰ · (1 - 1/n)¹⁴: below 10⁻⁷ for any n.
 */
const PROOFS = 4, TAKEN = 2;
/** Bytes of JSON for the topics that `counts` names: a message that does not fit would hold up everything behind it. */
const NAMED = 360;
/** Of a colon, a number and a comma. */
const COUNT = 10;

/** A topic that the broker refuses. */
export interface RefusedTopic {
	readonly topic: string;
	/** True if others were taken while it was refused; only then readings of it are dropped. */
	proven: boolean;
	/** Tries that speak for it, as long as it is not proven. */
	proofs: number;
	/** Readings of it that were dropped. */
	dropped: number;
	/** When it is tried again, in ticks, and how long after the last time. */
	due: number;
	delay: number;
}

/** The topics that the broker refuses, oldest first. Mostly there is none, which costs nothing. */
export class RefusedTopics {
	private _topics: RefusedTopic[] = [];

	get size(): number {
		return this._topics.length;
	}
	/** Readings dropped, by topic; as many as a message has room for, the others as "…". */
	get counts(): Readonly<Record<string, number>> {
		const counts: Record<string, number> = {};
		let room = NAMED;
		for (const { dropped, topic } of this._topics) {
			room -= utf8Length(JSON.stringify(topic)) + COUNT;
			const name = room < 0 ? "…" : topic;
			counts[name] = (counts[name] ?? 0) + dropped;
		}
		return counts;
	}
	find(topic: string): RefusedTopic | undefined {
		const topics = this._topics;
		for (let i = 0; i < topics.length; i++) {
			if (topics[i]!.topic === topic)
				return topics[i];
		}
		return undefined;
	}
	/** The topic that has waited longest for being tried again, if it is time for any. */
	due(ticks: number): RefusedTopic | undefined {
		const first = this._topics.length ? this._topics.reduce((first, topic) => topic.due < first.due ? topic : first) : undefined;
		return first && first.due <= ticks ? first : undefined;
	}
	/** Ticks at which one is due; Infinity if there is none. */
	get nextDue(): number {
		return this._topics.reduce((next, { due }) => Math.min(next, due), Infinity);
	}
	add(topic: string, proven: boolean, ticks: number): RefusedTopic {
		if (this._topics.length === TOPICS)
			this._topics.shift();
		const delay = proven ? FIRST_RETRY : FIRST_PROOF;
		const added = { topic, proven, proofs: 0, dropped: 0, due: ticks + delay, delay };
		this._topics.push(added);
		return added;
	}
	/**
	 * It was tried again.
	 * @param refused the connection ended at it; otherwise nobody knows
	 * @param taken PUBLISH packets acknowledged on that connection before
	 */
	postpone(topic: RefusedTopic, refused: boolean, taken: number, ticks: number): void {
		if (refused && topic.proven)
			topic.delay = Math.min(2 * topic.delay, LAST_RETRY);
		else if (refused && taken < TAKEN + topic.proofs)
			topic.delay = Math.min(2 * topic.delay, LAST_PROOF);
		else if (refused) {
			topic.proven = ++topic.proofs === PROOFS;
			topic.delay = topic.proven ? FIRST_RETRY : FIRST_PROOF;
		}
		topic.due = ticks + topic.delay;
	}
	/** The broker takes it. */
	remove(topic: RefusedTopic): void {
		this._topics = this._topics.filter(each => each !== topic);
	}
}
