import { readFileSync } from "node:fs";

/** Microseconds that a process has spent on a processor. Linux; to the nanosecond where the kernel keeps count, else to 10 ms. */
export function processorTime(pid: number): number {
	try {
		return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1_000;
	} catch {
		return parseStat(readFileSync(`/proc/${pid}/stat`, "utf8")) * 10_000;
	}
}

/** Hundredths of a second in user and kernel mode, of a line of /proc/PID/stat; the name in it may have spaces and brackets. */
export function parseStat(line: string): number {
	const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
	const [user, system] = [Number(fields[11]), Number(fields[12])];
	if (!Number.isInteger(user) || !Number.isInteger(system))
		throw new SyntaxError(`not a line of /proc/PID/stat: ${line}`);
	return user + system;
}

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b), middle = sorted.length >> 1;
	return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
