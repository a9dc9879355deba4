import { LinkTime } from "../text/link-time";

/** Longest time of a declaration, in seconds: a day. */
export const LONGEST_INTERVAL = 86_400;
const SHORTEST_PERIOD = 10, LONGEST_STAY = 3_600;
/** Seconds that a peripheral is held which is connected on demand. */
const STAY = 10;

/** How long a peripheral is held; durations in milliseconds. */
export interface LinkDeclaration {
	/** "hold": as long as it is there; "visit": every so often; "onDemand": when something is asked of it. */
	readonly kind: "hold" | "visit" | "onDemand";
	/** From the start of one visit to that of the next; 0 where there are none. */
	readonly every: number;
	/** Until it is let go when nothing more is to be done; 0 for "hold". */
	readonly stay: number;
}

/** When a value is read; undefined: by what the characteristic offers. */
export type ReadDeclaration = "connect" | false | number | undefined;

/** What is wrong with a `link`; undefined if nothing is. */
const linkProblem = (value: unknown): string | undefined => {
	if (value === "hold" || value === "onDemand")
		return undefined;
	if (typeof value !== "object" || value === null || Array.isArray(value))
		return "is neither \"hold\" nor \"onDemand\" nor an object with \"every\" and \"stay\"";
	const unknown = Object.keys(value).find(key => key !== "every" && key !== "stay");
	if (unknown !== undefined)
		return `has the unknown key "${unknown}"; "every" and "stay" are there`;
	const { every, stay } = value as { every?: unknown; stay?: unknown };
	if (every !== undefined && !isWhole(every, SHORTEST_PERIOD, LONGEST_INTERVAL))
		return `has an "every" that is not a whole number of seconds from ${SHORTEST_PERIOD} to ${LONGEST_INTERVAL}`;
	if (!isWhole(stay, 1, LONGEST_STAY))
		return `has no "stay", or one that is not a whole number of seconds from 1 to ${LONGEST_STAY}`;
	return every !== undefined && stay >= every ? "has a \"stay\" that reaches to the next visit: that is \"hold\"" : undefined;
};

/** @param value without a problem */
const linkOf = (value: unknown): LinkDeclaration => {
	if (value === "hold")
		return { kind: "hold", every: 0, stay: 0 };
	const { every = 0, stay } = value === "onDemand" ? { stay: STAY } : value as { every?: number; stay: number };
	return { kind: every ? "visit" : "onDemand", every: every * 1_000, stay: stay * 1_000 };
};

/** What is wrong with a `read`; undefined if nothing is. */
const readProblem = (value: unknown): string | undefined => {
	if (value === "connect" || value === false || isWhole(value, 1, LONGEST_INTERVAL))
		return undefined;
	return `is neither "connect" nor false nor a whole number of seconds from 1 to ${LONGEST_INTERVAL}`;
};

/** @param value without a problem; an interval comes back in milliseconds */
const readOf = (value: unknown): ReadDeclaration => {
	return typeof value === "number" ? value * 1_000 : value as ReadDeclaration;
};

const isWhole = (value: unknown, minimum: number, maximum: number): value is number => {
	return Number.isInteger(value) && value as number >= minimum && value as number <= maximum;
};

/** For when the firmware is linked; they can't be had otherwise, so that they do not stay in flash. */
export const linkDeclaration = Object.freeze(new LinkTime(Object.freeze({ linkOf, linkProblem, readOf, readProblem })));
