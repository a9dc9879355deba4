/**
 * What the SDK's tools complain about in our part of the build: mcconfig about our manifest, xsc about our sources, xsl
 * about our modules ("not frozen", "no const"), ESP-IDF about what our sdkconfig sets (`symbols`, with "CONFIG_"). The
 * SDK's and ESP-IDF's own modules, C sources and remarks have warnings that we can't mend. That there is no client
 * certificate is no fault: few brokers ask for one. Nor that the simulator's world, preloaded for a chip without a peripheral,
 * is in variables that change.
 */
export function ourWarnings(output: string, sdkFolder: string, symbols: readonly string[] = []): string[] {
	return [...new Set(output.split("\n"))].filter(line => {
		const linked = /^### warning: ([^: ]+)/.exec(line)?.[1];
		if (linked)
			return linked === "main" || linked.startsWith("modules/") && !linked.startsWith("modules/simulator/");
		const unknown = /unknown kconfig symbol '(\w+)'/.exec(line)?.[1];
		if (unknown)
			return symbols.includes(`CONFIG_${unknown}`);
		if (line.startsWith("# warning: "))
			return !(line.includes("no resources match") && line.includes("certs/client*"));
		return /\.[jt]s(?::\d+|\(\d+\)): warning: /.test(line) && !line.startsWith(sdkFolder);
	});
}

/** Steps that went well, the linker's figures and warnings, make's own lines. */
const PROGRESS = /^(?:# |Total resource size: |### \d+ instances|### warning|make(?:\[\d+\])?: )/;
/** A remark of the C compiler, with the lines of source that it shows. */
const REMARKS = /^.*: (?:warning|note|In function|In file included|At top level).*\n(?:[ \t].*\n)*/gm;

/**
 * What remains of the output of a build that failed: the errors, whole. What a module threw while it was linked may have
 * many lines, and is told once, though the linker tells it twice.
 */
export function complaints(output: string): string {
	const lines = `${output}\n`.replace(REMARKS, "").split("\n").filter(line => !PROGRESS.test(line)).map(line => line.replace(/^(\.\.\/)+/, ""));
	const text = lines.join("\n").replace(/^### ([^]*?)!$\n?/gm, (whole, message: string, offset: number) => lines.join("\n").slice(0, offset).includes(message) ? "" : whole).trim();
	return text || output.slice(-4_000);
}
