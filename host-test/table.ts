export type Cell = string | number;

/** Lines of a table for the console: the first column and texts to the left, numbers to the right with their thousands parted. */
export function formatTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
	const texts = [head, ...rows].map(row => head.map((_title, column) => formatCell(row[column] ?? "")));
	const widths = head.map((_title, column) => Math.max(...texts.map(row => row[column]!.length)));
	const numeric = head.map((_title, column) => column > 0 && rows.some(row => typeof row[column] === "number"));
	const lines = texts.map(row => row.map((text, column) => numeric[column] ? text.padStart(widths[column]!) : text.padEnd(widths[column]!)).join("  ").trimEnd());
	return [lines[0]!, widths.map(width => "-".repeat(width)).join("  "), ...lines.slice(1)];
}

function formatCell(cell: Cell): string {
	return typeof cell === "string" ? cell : cell.toLocaleString("en", { maximumFractionDigits: Math.abs(cell) < 100 ? 2 : 0 });
}
