import { functionsOf, mutantsOf } from "./mutants";

const made = (text: string) => mutantsOf("x.ts", text).map(({ end, replacement, start }) => text.slice(0, start) + replacement + text.slice(end));

test.each([
	["a boundary", "x = a < b", ["x = a <= b", "x = a >= b"]],
	["equality", "x = a === b", ["x = a !== b"]],
	["a condition", "if (a) b();", ["if (true) b();", "if (false) b();", "if (a) ;"]],
	["a conditional expression", "x = a ? b : c", ["x = true ? b : c", "x = false ? b : c"]],
	["a loop, which is not made endless", "while (a) b();", ["while (false) b();", "while (a) ;"]],
	["a number", "x = 5", ["x = (5 + 1)"]],
	["true", "x = true", ["x = false"]],
	["arithmetic", "x = a + b", ["x = a - b"]],
	["an assignment that counts", "x += a", ["x -= a"]],
	["not", "x = !a", ["x = (a)"]],
	["counting", "x = i++", ["x = i--"]],
	["a returned value", "function f() { return a; }", ["function f() { return undefined; }"]],
	["a thrown error", "if (true) throw e;", ["if (false) throw e;", "if (true) ;"]],
])("%s", (_what, text, expected) => {
	// a statement that is an expression may be left out, too
	expect(made(text).filter(each => each !== ";")).toEqual(expected);
});
test.each([
	["text that is put together", "x = `a` + b + \"c\""],
	["types", "type X = 1 | 2; let x: 3 | 4"],
	["imports", "import { a } from \"./a\""],
	["keys", "x = { a }"],
	["a case's end", "switch (a) { case b: break; }"],
	["super's constructor", "class A extends B { constructor() { super(); } }"],
])("nothing is changed in %s", (_what, text) => {
	expect(made(text).filter(each => each !== ";")).toEqual([]);
});
test("a statement is left out, and told with its line", () => {
	expect(mutantsOf("x.ts", "let a;\na.b(c);")).toEqual([{ start: 7, end: 14, replacement: ";", line: 2, change: "a.b(c); → ;", within: -1 }]);
});
test("each mutant knows the function it is in, and the functions are told", () => {
	const text = "const f = (a) => a + 1; class B { c() { return () => { d(); }; } }";
	expect(mutantsOf("x.ts", text).map(({ change, within }) => [change.split(" ")[0], text.slice(within).split(";")[0]])).toEqual([["+", "a + 1"], ["1", "a + 1"], ["()", "{ return () => { d()"], ["d();", "{ d()"]]);
	expect(functionsOf("x.ts", text).map(({ end, isBlock, start }) => [isBlock, text.slice(start, end)])).toEqual([[false, "a + 1"], [true, "{ return () => { d(); }; }"], [true, "{ d(); }"]]);
});
test("numbers that are keys stay", () => {
	expect(made("x = { 7: a }").filter(each => each !== ";")).toEqual([]);
});
