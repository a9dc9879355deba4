/** What the probe tells of the engine's memory (host-test/measure/probe.c). Counts of slots, and bytes of chunks. */
export interface Sample {
	readonly name: string;
	/** Bytes of a slot in this build: 16 as on the ESP32, or 32. */
	readonly slotSize: number;
	/** In use after a garbage collection. */
	readonly slots: number;
	readonly chunks: number;
	/** Slots of the stack that the call in which the sample was taken uses. */
	readonly stack: number;
	/** The most since the sample before: with "stress" of live memory, otherwise garbage included. */
	readonly peakSlots: number;
	readonly peakChunks: number;
	readonly peakStack: number;
	/** What the heaps hold, used or not. */
	readonly reservedSlots: number;
	readonly reservedChunks: number;
	readonly reservedStack: number;
	/** Names made at run time, and objects of the flash that were changed in RAM. */
	readonly keys: number;
	readonly aliases: number;
	readonly modules: number;
	readonly collections: number;
	/** The most that a garbage collection left since the sample before; of "abort", garbage included. */
	readonly liveSlots?: number;
	readonly liveChunks?: number;
	/** Where it is asked for (XS_OWN): what of `slots` only the simulator has, and the most since the sample before without that. */
	readonly simulated?: number;
	readonly peakOwn?: number;
}

/** Place of "Stack used" among the instruments: nine of the screen's (screen.c) and four of XS's (xsDebug.c) come before. */
const STACK_INSTRUMENT = 13;

/** Slots and bytes of chunks that the instances of a class own. */
export interface ClassCount {
	readonly name: string;
	readonly instances: number;
	readonly slots: number;
	readonly chunks: number;
}

const FIELDS = ["slotSize", "slots", "chunks", "stack", "peakSlots", "peakChunks", "peakStack", "reservedSlots", "reservedChunks", "reservedStack", "keys", "aliases", "modules", "collections"] as const;

/** What a line of the console is; undefined if it is not the probe's. Throws if it is, and is not whole. */
export function parseProbeLine(line: string): Sample | { name: string; classes: ClassCount[] } | { name: string; able: boolean } | undefined {
	if (!line.startsWith("probe "))
		return undefined;
	const answer = JSON.parse(line.slice(6)) as Record<string, unknown>;
	if (typeof answer.name !== "string")
		throw new SyntaxError(`the probe's answer has no name: ${line}`);
	if (Array.isArray(answer.classes))
		return { name: answer.name, classes: (answer.classes as [string, number, number, number][]).map(([name, instances, slots, chunks]) => ({ name, instances, slots, chunks })) };
	if (typeof answer.able === "boolean")
		return { name: answer.name, able: answer.able };
	const missing = FIELDS.filter(field => typeof answer[field] !== "number");
	if (missing.length)
		throw new SyntaxError(`the probe's sample lacks ${missing.join(", ")}: ${line}`);
	return answer as unknown as Sample;
}

/** Bytes of stack that a line of instruments tells, which the platform prints once a second; it forgets the stack's peak then. Undefined if it is none. */
export function parseInstruments(line: string): number | undefined {
	const instruments = /^instruments: (.*)/.exec(line)?.[1];
	return instruments === undefined ? undefined : Number(instruments.split(",")[STACK_INSTRUMENT]);
}
