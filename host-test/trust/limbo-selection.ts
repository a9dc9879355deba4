import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { applicableCases } from "./limbo";

/*
 * Makes limbo-cases.json anew: `npx tsx host-test/trust/limbo-selection.ts limbo.json`. Left out are the chains of
 * well-known web sites, and the cases that only try the patience of a verifier, because of their size.
 */
const [, , file] = process.argv;
if (file === undefined)
	throw new Error("give the name of C2SP/x509-limbo's limbo.json");
const cases = applicableCases(readFileSync(file, "utf8")).filter(({ id }) => !/^(online|pathological)::/.test(id));
writeFileSync(join(__dirname, "limbo-cases.json"), [
	"{", `"source": "https://github.com/C2SP/x509-limbo, Apache License 2.0 (limbo-license.txt), made by its generators; without its suites online and pathological",`,
	`"cases": [`, cases.map(each => JSON.stringify(each)).join(",\n"), "]", "}", "",
].join("\n"));
console.log(`${cases.length} cases`);
