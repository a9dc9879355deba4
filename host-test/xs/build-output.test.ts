import { complaints, ourWarnings } from "./build-output";

const warnings = (output: string) => ourWarnings(output, "/sdk", ["CONFIG_ESP_COREDUMP_ENABLE_TO_NONE"]);

describe("warnings of a build that are ours", () => {
	test.each([
		["mcconfig's, about our manifest", "# warning: no modules match: /project/modules/none/*!"],
		["the linker's, about a module of ours", "### warning: modules/text/log: default: not frozen"],
		["the linker's, about main", "### warning: main: no const"],
		["the compiler's of XS, about a source of ours", "/project/modules/text/log.ts:12: warning: strict mode: reference \"x\""],
		["ESP-IDF's, about a line of our sdkconfig", "warning: unknown kconfig symbol 'ESP_COREDUMP_ENABLE_TO_NONE' assigned to 'y' in /build/sdkconfig.defaults"],
	])("%s", (_name, line) => {
		expect(warnings(`before\n${line}\n${line}\nafter`)).toEqual([line]);
	});
	test.each([
		["ESP-IDF's, about the size of the image", "Warning: The smallest app partition is nearly full (1% free space left)!"],
		["about a C++ source", "/idf/components/cxx/cxx_init.cpp:31:6: warning: unused parameter 'x' [-Wunused-parameter]"],
		["about a C source", "modTimer.c:31:6: warning: unused variable"],
		["of the C linker", "/tools/ld: warning: build/app.elf has a LOAD segment with RWX permissions"],
		["CMake's", "CMake Warning at /idf/tools/cmake/build.cmake:1 (message):"],
		["about the SDK's own line of sdkconfig", "warning: unknown kconfig symbol 'ESP32_PANIC' assigned to 'y' in /build/sdkconfig.defaults"],
		["the linker's, about a module of the SDK", "### warning: ssl/cache: default: not frozen"],
		["the linker's, about the simulator's world, which changes", "### warning: modules/simulator/world: stage: no const"],
		["the compiler's of XS, about a source of the SDK", "/sdk/modules/crypt/ssl/ssl_cert.js:3: warning: x"],
		["that there is no client certificate", "# warning: no resources match: /project/certs/client*!"],
	])("not that %s", (_name, line) => {
		expect(warnings(line)).toEqual([]);
	});
});

describe("what a failed build says", () => {
	test("is what a module threw while it was linked: every line, once", () => {
		const mistakes = "2 mistakes:\n  peripherals[0].name is 7: a name is a text\n  prefx is unknown; prefix?";
		expect(complaints([
			"# xsc main.xsb", "Total resource size: 1391 bytes", "# xsl modules", "### 2961 instances, 3092 keys, 150 colors, 0 holes", "### warning: ssl/cache: default: not frozen",
			`Error: ${mistakes}`, " at modules/device/declarations ()", `### Error: ${mistakes}!`,
			"make: *** [/tmp/makefile:700: mc.xs.c] Error 22", "",
		].join("\n"))).toBe(`Error: ${mistakes}\n at modules/device/declarations ()`);
	});
	test("is the linker's only word, where it says it once", () => {
		expect(complaints("# xsl modules\n### 'main': module not found!\n")).toBe("### 'main': module not found!");
	});
	test("is an error of the C compiler with its source, without warnings and theirs", () => {
		expect(complaints([
			"# cc mc.xs.c", "a.c: In function 'f':", "a.c:1:2: warning: unused variable 'x'", "    1 | int x;", "      |     ^",
			"a.c:2:2: error: unknown type name 'y'", "    2 | y z;", "",
		].join("\n"))).toBe("a.c:2:2: error: unknown type name 'y'\n    2 | y z;");
	});
	test("is the end of it, where nothing looks like an error", () => {
		expect(complaints("# cc a.c\n# ld mc.so\n")).toBe("# cc a.c\n# ld mc.so\n");
	});
});
