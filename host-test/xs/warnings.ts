/**
 * What the SDK's tools complain about in our part of the build: mcconfig about our manifest, xsc about our sources, xsl
 * about our modules ("not frozen", "no const"). The SDK's own modules and C sources have warnings that we can't mend.
 * That there is no client certificate is no fault: few brokers ask for one.
 */
export function ourWarnings(output: string, sdkFolder: string): string[] {
	return [...new Set(output.split("\n"))].filter(line => {
		const linked = /^### warning: ([^: ]+)/.exec(line);
		if (linked)
			return linked[1] === "main" || linked[1]?.startsWith("modules/");
		if (line.includes("no resources match") && line.includes("certs/client*"))
			return false;
		return /\bwarning: /i.test(line) && !line.startsWith(sdkFolder) && !/\.[ch]:\d+/.test(line) && !/^\s/.test(line);
	});
}
