import { readFileSync } from "node:fs";
import { join } from "node:path";
import FFI from "../../modules/simulator/ffi";

const ROOT = join(__dirname, "../..");

interface Signature {
	readonly arguments: readonly string[];
	readonly returns: string;
}

/** FFI's name of the type of a parameter of C; what is always NULL here goes as a number, for FFI knows no NULL. */
function typeOf(parameter: string): string {
	const type = parameter.slice(0, parameter.search(/\w+$/)).replaceAll("const ", "").replace(/ (?=\*)/, "").trim();
	return /\*cb$|void \*cb_arg$/.test(parameter) ? "uint32_t" : type === "int" ? "int32_t" : type;
}

const SOURCES = ["chip-calls", "nimble-calls"].map(name => readFileSync(join(ROOT, `modules/device/${name}.ts`), "utf8"));

/** The prototypes in the comments of those files. */
function prototypes(): Record<string, Signature> {
	return Object.fromEntries(SOURCES.flatMap(source => [...source.matchAll(/^ \* {3}(\w+) (\w+)\((.*)\);$/gm)]).map(([, returns, name, parameters]) =>
		[name, { arguments: parameters === "void" ? [] : parameters!.split(", ").map(typeOf), returns: returns === "int" ? "int32_t" : returns! }]));
}

const manifest = JSON.parse(readFileSync(join(ROOT, "modules/device/radio.json"), "utf8")) as { ffi: { sources: unknown; functions: Record<string, Signature> } };
const { ffi } = manifest;

describe("FFI", () => {
	test("the manifest declares what the prototypes say, and there are some", () => {
		expect(ffi.functions).toEqual(prototypes());
		expect(Object.keys(ffi.functions).length).toBeGreaterThan(3);
	});
	test("mcconfig wants the key \"sources\", even if there are none", () => {
		expect(ffi.sources).toEqual([]);
	});
	test("the stand-in has the same functions with as many arguments", () => {
		const names = Object.getOwnPropertyNames(FFI.prototype).filter(name => name !== "constructor");
		expect(Object.fromEntries(names.map(name => [name, FFI.prototype[name as keyof FFI].length])))
			.toEqual(Object.fromEntries(Object.entries(ffi.functions).map(([name, signature]) => [name, signature.arguments.length])));
	});
	test("what script calls is what is declared", () => {
		expect(new Set(SOURCES.flatMap(source => [...source.matchAll(/_ffi\.(\w+)/g)]).map(([, name]) => name))).toEqual(new Set(Object.keys(ffi.functions)));
	});
});
