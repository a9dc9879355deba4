import type { Configuration } from "../configuration/configuration";

/** Characters of a text: a name of a broker's user may have 1,024. */
const LONGEST = 64;

/** What is configured, as JSON, without secrets. What lies in flash can't be made text as a whole on XS. */
export function configurationText(configuration: Configuration, clientId: string, broker: string): string {
	const { broadcasters, commands, connections, journal, keepAlive, log, peripherals, prefix, queue, retain, scan: { interval, window }, sntp, ssid, status, user, whenFull } = configuration;
	return JSON.stringify({
		ssid, broker: cut(broker), user: user && cut(user), clientId: cut(clientId), keepAlive: keepAlive / 1_000, retain, status, sntp: cut(sntp), log, commands,
		prefix, queue, journal, whenFull, connections, scan: { interval, window }, peripherals: peripherals.map(({ name }) => name), broadcasters: broadcasters.length,
	});
}

function cut(text: string): string {
	return text.length > LONGEST ? text.slice(0, LONGEST) + "…" : text;
}
