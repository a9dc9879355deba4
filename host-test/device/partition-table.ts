/** A line of a partition table in CSV, of ESP-IDF. Offset and size in bytes. */
export interface Partition {
	readonly label: string;
	readonly type: string;
	readonly subtype: string;
	readonly offset: number;
	readonly size: number;
	readonly flags: string;
}

/** @throws Error if a line leaves out or misspells an offset or a size */
export function parsePartitionTable(text: string): Partition[] {
	return text.split("\n").map(line => line.trim()).filter(line => line !== "" && !line.startsWith("#")).map(line => {
		const [label = "", type = "", subtype = "", offset = "", size = "", flags = ""] = line.split(",").map(field => field.trim());
		return { label, type, subtype, offset: parseNumber(offset, line), size: parseNumber(size, line), flags };
	});
}

function parseNumber(text: string, line: string): number {
	const value = Number(text);
	if (text === "" || !Number.isSafeInteger(value))
		throw new Error(`"${text}" is not a number of bytes, in: ${line}`);
	return value;
}
