import { defineConfig } from "eslint/config";
import typescript from "typescript-eslint";

/** Imports that match nothing of `allowed` are refused: dependencies run one way (see README, "The parts"). */
const onlyImports = (files, allowed, message) => ({
	files,
	rules: {
		"no-restricted-imports": ["error", { patterns: [{ regex: `^(?!(?:${allowed.join("|")})).*$`, message }] }],
	},
});

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
	onlyImports(["modules/gateway/**"], ["\\./"], "modules/gateway/ imports nothing but itself"),
	onlyImports(["modules/certificate/**"], ["\\./"], "modules/certificate/ imports nothing but itself"),
	onlyImports(["modules/handshake/**"], ["\\./"], "modules/handshake/ imports nothing but itself"),
	onlyImports(["modules/journal/**"], ["\\./"], "modules/journal/ imports nothing but itself"),
	onlyImports(["modules/device/**"], ["\\./", "\\.\\./(?:gateway|certificate|handshake|journal)/", "(?!\\.|node:|modules/(?!device/)).+"],
		"modules/device/ imports the SDK and the pure rooms, never the simulator or Node"),
	onlyImports(["modules/simulator/**"], ["\\./", "\\.\\./(?:gateway|journal)/", "timer$", "mc/config$", "Resource$", "modules/simulator/"],
		"modules/simulator/ imports what the desktop and the host have: gateway, journal, timer, mc/config, Resource"),
	onlyImports(["modules/simulator/stored-flash.ts"], ["\\./", "file$"], "modules/simulator/stored-flash.ts is for the desktop: the SDK's file"),
	onlyImports(["certs/**"], ["\\./", "\\.\\./modules/(?:gateway|certificate|handshake)/", "\\.\\./host-test/(?:usage-error|certificate/node-signatures)$", "node:", "commander$", "picocolors$"],
		"certs/ holds a host tool on the pure rooms"),
	onlyImports(["main.ts"], ["\\./modules/(?:gateway|device)/", "mc/config$"], "main.ts composes gateway and device"),
	{
		files: ["host-test/**", "certs/**", "eslint.config.mjs"],
		rules: { "no-restricted-globals": "off" },
	},
);
