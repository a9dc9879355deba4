import { Journal } from "../../modules/journal/journal";
import type { JournalOptions } from "../../modules/journal/journal";
import { StoredReading } from "../../modules/journal/stored-reading";
import { EmulatedFlash, PowerLoss } from "../../modules/simulator/emulated-flash";
import type { Exercise } from "./exercise";
import { ReadingSource } from "./reading-source";

/** Runs what the power may interrupt; true if it did. */
export function interrupted(action: () => void): boolean {
	try {
		action();
		return false;
	}
	catch (error) {
		if (error instanceof PowerLoss)
			return true;
		throw error;
	}
}

/** The same content in a flash of its own, with power. */
export function copyOf(flash: EmulatedFlash, random: () => number): EmulatedFlash {
	const { blockLength, blocks, writeAlign } = flash;
	return new EmulatedFlash({ blockLength, blocks, writeAlign, random, content: flash.content.slice() });
}

const source = new ReadingSource();
const reading = new StoredReading();

/** Hands out and acknowledges everything that waits; the sequence numbers, in that order. */
export function drain(journal: Journal): number[] {
	const drained: number[] = [];
	while (journal.peek(reading)) {
		source.check(reading);
		drained.push(reading.sequence);
		journal.next();
		journal.acknowledge(reading.sequence);
	}
	return drained;
}

/** What a recovery has found: dropped for room for its epoch, and handed out. */
export interface Aftermath {
	readonly dropped: number;
	readonly drained: readonly number[];
}

/**
 * Throws unless what `flash` holds after the power went is what may be there: everything that waited and was written,
 * in order; nothing acknowledged but what may return; nothing dropped but for room; and a journal that works.
 * @param dropping readings that were dropped for want of room, or would have been, had the power stayed
 */
export function checkAftermath(flash: EmulatedFlash, options: Omit<JournalOptions, "flash">, exercise: Exercise, dropping: number): Aftermath {
	const journal = new Journal({ ...options, flash });
	const { recovered } = journal.open();
	const dropped = journal.statistics.full;
	const drained = drain(journal);
	if (drained.length + dropped !== recovered || journal.statistics.corrupt > 0 || journal.count > 0)
		throw new Error(`recovered ${recovered}, drained ${drained.length}: ${JSON.stringify(journal.statistics)}`);
	const there = new Set(drained);
	const waiting = exercise.waiting.filter(entry => !entry.acknowledged).map(entry => entry.sequence);
	const acknowledging = exercise.doing === "acknowledge" ? exercise.subject : -1;
	const mayGo = new Set(waiting.filter(sequence => sequence !== acknowledging).slice(0, dropping + dropped)).add(acknowledging);
	for (let i = 0; i < exercise.durable; i++) {
		const { sequence, acknowledged } = exercise.waiting[i]!;
		if (!there.has(sequence) && !acknowledged && !mayGo.has(sequence))
			throw new Error(`lost ${sequence}`);
	}
	const known = new Set(waiting);
	if (exercise.doing === "append")
		known.add(exercise.subject);
	for (let i = 0; i < drained.length; i++) {
		const sequence = drained[i]!;
		if (i > 0 && sequence <= drained[i - 1]!)
			throw new Error(`${sequence} after ${drained[i - 1]}`);
		if (!known.has(sequence) && !exercise.mayReturn(sequence))
			throw new Error(`${sequence} came back`);
	}
	const sequence = journal.takeSequence();
	if (sequence <= exercise.highest)
		throw new Error(`sequence number ${sequence} again, after ${exercise.highest}`);
	journal.append(source.fill(reading, sequence));
	journal.close();
	const after = new Journal({ ...options, flash });
	if (after.open().recovered !== 1 || drain(after)[0] !== sequence)
		throw new Error("the journal is not usable");
	after.close();
	if (new Journal({ ...options, flash }).open().recovered !== 0)
		throw new Error("what was acknowledged came back");
	return { dropped, drained };
}

/**
 * Cuts the recovery itself after that many steps.
 * @returns readings that it was about to drop for room for its epoch
 */
export function cutRecovery(flash: EmulatedFlash, options: Omit<JournalOptions, "flash">, steps: number): number {
	flash.cutAfter(steps);
	const journal = new Journal({ ...options, flash });
	interrupted(() => journal.open());
	flash.restorePower();
	return journal.statistics.full;
}
