import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Key } from "../../modules/configuration/key";
import { keyTable, type KeyTable } from "../../modules/configuration/key-table";
import { VALUE_FORMATS } from "../../modules/configuration/value-format";

const KEYS = keyTable.value;
const README = readFileSync(join(__dirname, "../../modules/configuration/README.md"), "utf8");
const number = (value: number) => value.toLocaleString("en-US");
const code = (value: unknown) => `\`${String(value)}\``;

/** What the reference says of a key, apart from its meaning. */
function facts(key: Key<unknown>): string[] {
	const { otherwise } = key;
	const fallback = key.needed ? "must be given" : otherwise === undefined || otherwise === "" ? key.without : typeof otherwise === "number" ? number(otherwise) : code(otherwise);
	return [key.kind === "text" || key.kind === "list" ? "" : key.unit, fallback, [...limits(key), ...key.bounds ? [key.bounds] : []].join("; ")];
}

function limits({ check, choices, kind, maximum, minimum }: Key<unknown>): string[] {
	const range = `${number(minimum)} to ${number(maximum)}`;
	switch (kind) {
		case "text":
			return check || maximum === Infinity ? [] : [`${range} bytes`];
		case "whole number":
			return [range];
		case "choice":
			return [choices.map(code).join(", ")];
		case "flag":
			return ["`true` or `false`"];
		case "list":
			return [`${range} entries`];
		default:
			return [];
	}
}

/** The rows of the table that begins with a head like that, cell by cell. */
function table(head: string): string[][] {
	const lines = README.split("\n"), start = lines.indexOf(head) + 2;
	return lines.slice(start, lines.findIndex((line, index) => index >= start && !line.startsWith("|"))).map(line => line.slice(1, -1).split("|").map(cell => cell.trim()));
}

describe("the reference", () => {
	test.each(Object.keys(KEYS) as (keyof KeyTable)[])("has each key of %s, in its order, with unit, default and bounds", place => {
		const rows = table(`| ${place} | meaning | unit | default | bounds |`);
		expect(rows.map(([name, , ...rest]) => [name, ...rest])).toEqual(Object.entries<Key<unknown>>(KEYS[place]).map(([name, key]) => [code(name), ...facts(key)]));
		expect(rows.filter(([, meaning]) => !meaning)).toEqual([]);
	});
	test("has every format", () => {
		const named = table("| format | bytes |").map(([formats]) => formats!).join(", ");
		expect(Object.keys(VALUE_FORMATS).filter(format => !named.includes(code(format)))).toEqual([]);
	});
});
