import { lookup } from "node:dns";
import * as node from "node:net";
import { networkInterfaces } from "node:os";

/*
 * Jest maps every `require("net")` to this file, those of npm packages for Node's own module too: so it is both.
 */
export * from "node:net";

type Resolved = (name: string, address?: string) => void;

const waiting: { name: string; callback: Resolved }[] = [];

/** One name at a time, as modules/network/net/esp/modResolve.c: a name that hangs holds up those behind it. */
function resolveNext(): void {
	const { name, callback } = waiting[0]!;
	lookup(name, { family: 4 }, (error, address) => {
		waiting.shift();
		if (waiting.length > 0)
			resolveNext();
		callback.call(globalThis, name, error ? undefined : address);
	});
}

/** The SDK's module `net` (modules/network/net) on the host's resolver. */
const Net = {
	...node,
	/** Looks up an IPv4 address; `callback` gets the name, and undefined for a name that has none. */
	resolve(name: string, callback: Resolved): void {
		waiting.push({ name, callback });
		if (waiting.length === 1)
			resolveNext();
	},
	/** A property of the network interface; undefined for one that it does not have. */
	get(what: string): string | undefined {
		if (what === "MAC")
			return "24:0A:C4:12:34:56";
		if (what !== "IP")
			return undefined;
		const addresses = Object.values(networkInterfaces()).flat().filter(entry => entry?.family === "IPv4");
		return (addresses.find(entry => !entry!.internal) ?? addresses[0])?.address;
	},
};

export default Net;
