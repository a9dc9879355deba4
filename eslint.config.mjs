import { defineConfig } from "eslint/config";
import typescript from "typescript-eslint";

/** Imports that match nothing of `allowed` are refused: dependencies run one way (README, "The parts"). */
const onlyImports = (files, allowed, message) => ({
	files,
	rules: {
		"no-restricted-imports": ["error", { patterns: [{ regex: `^(?!(?:${allowed.join("|")})).*$`, message }] }],
	},
});

/** The pure rooms and what each may import: what lies below it. */
const ROOMS = {
	text: [],
	configuration: ["text"],
	devices: ["text", "configuration"],
	journal: ["text", "configuration"],
	trust: ["text"],
	peripheral: ["text", "configuration", "devices"],
	reading: ["text", "configuration", "devices", "journal"],
	broker: ["text", "configuration", "reading", "trust"],
	gateway: ["text", "configuration", "devices", "peripheral", "reading", "journal", "broker", "trust"],
};
const STRIPPED = ["Literal[regex]", "Identifier[name='RegExp']"].map(selector => (
	{ selector, message: "regular expressions are stripped from XS, which saves some 40 KB of the image: see modules/text/digits.ts" }));
const PURE = Object.keys(ROOMS).join("|");

export default defineConfig(
	{ ignores: ["node_modules/", "coverage/"] },
	...typescript.configs.recommended,
	{
		linterOptions: { reportUnusedDisableDirectives: "error" },
		rules: {
			"eqeqeq": ["error", "always", { null: "ignore" }],
			"prefer-const": "error",
			"@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
			"no-empty": ["error", { allowEmptyCatch: true }],
			"no-restricted-globals": ["error", { name: "console", message: "the firmware has one place that prints: modules/device/system.ts" }],
			"@typescript-eslint/no-non-null-assertion": "off",
			"@typescript-eslint/consistent-type-imports": "error",
			"@typescript-eslint/triple-slash-reference": "off",
		},
	},
	...Object.entries(ROOMS).map(([room, below]) => onlyImports([`modules/${room}/**`],
		["\\./", ...below.map(name => `\\.\\./${name}/`)], `modules/${room}/ imports ${["itself", ...below].join(", ")}, and nothing else`)),
	{
		files: ["modules/**", "main.ts"],
		rules: {
			"no-restricted-syntax": ["error", ...STRIPPED],
		},
	},
	{
		files: ["modules/**", "main.ts"],
		ignores: ["modules/simulator/**", "modules/text/link-time.ts"],
		rules: {
			"no-restricted-syntax": ["error", ...STRIPPED, { selector: "PrivateIdentifier", message:
				"XS keeps a slot and a closure for each #field: 54 KB of the image, a tenth of the heap and of the stack; write private _field" }],
		},
	},
	onlyImports(["modules/device/**"], ["\\./", `\\.\\./(?:${PURE})/`, "(?!\\.|node:|modules/(?!device/)).+"],
		"modules/device/ imports the SDK and the pure rooms, never the simulator or Node"),
	onlyImports(["modules/simulator/**"], ["\\./", `\\.\\./(?:${PURE})/`, "timer$", "mc/config$", "Resource$", "modules/simulator/"],
		"modules/simulator/ imports what the desktop and the host have: gateway, journal, timer, mc/config, Resource"),
	onlyImports(["modules/simulator/stored-flash.ts"], ["\\./", "file$"], "modules/simulator/stored-flash.ts is for the desktop: the SDK's file"),
	onlyImports(["certs/**"], ["\\./", `\\.\\./modules/(?:${PURE})/`, "node:", "commander$", "picocolors$"],
		"certs/ holds a host tool on the pure rooms"),
	onlyImports(["main.ts"], [`\\./modules/(?:device|${PURE})/`, "mc/config$"], "main.ts composes the rooms"),
	{
		files: ["host-test/**", "certs/**", "eslint.config.mjs"],
		rules: { "no-restricted-globals": "off" },
	},
);
