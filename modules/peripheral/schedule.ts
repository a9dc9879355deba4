import type { Peripheral } from "./peripheral";

/** Milliseconds that one is connected at least before it is let go for another. */
const SHORTEST_HOLD = 10_000;

/**
 * Of those that were found, who is connected next: the one for whom another was let go, then those that are held, then by
 * what has been due longest. Nobody starves: whoever fails rests, and makes room for the next.
 * @param room whether a connection is free; if none is, only those count for whom another is let go
 */
export function firstInLine(peripherals: readonly Peripheral[], room: boolean, guest: Peripheral | undefined): Peripheral | undefined {
	let first: Peripheral | undefined;
	for (let i = 0; i < peripherals.length; i++) {
		const peripheral = peripherals[i]!;
		if (peripheral.state !== "found" || (!room && !mayDisplace(peripheral)))
			continue;
		if (peripheral === guest)
			return guest;
		if (!first || rank(peripheral) < rank(first))
			first = peripheral;
	}
	return first;
}

/** Whether another is let go for it: one that is only held waits until a connection is free. */
export function mayDisplace({ configuration, errand }: Peripheral): boolean {
	return configuration.link.kind !== "hold" || errand !== undefined;
}

/** Whether it is looked for: one that is connected on demand only while somebody asks. */
export function isWanted({ configuration, errand }: Peripheral): boolean {
	return configuration.link.kind !== "onDemand" || errand !== undefined;
}

/**
 * Who is let go so that another is connected, and when (ticks): one that was asked for, and has answered, at once; else the one
 * that is connected longest. Whoever has a request stays.
 */
export function nextToGo(peripherals: readonly Peripheral[]): { readonly at: number; readonly peripheral: Peripheral | undefined } {
	let at = Infinity, chosen: Peripheral | undefined;
	for (let i = 0; i < peripherals.length; i++) {
		const peripheral = peripherals[i]!;
		if (peripheral.state !== "connected" || peripheral.errand)
			continue;
		const free = peripheral.configuration.link.kind === "onDemand" ? 0 : peripheral.since + SHORTEST_HOLD;
		if (free < at) {
			at = free;
			chosen = peripheral;
		}
	}
	return { at, peripheral: chosen };
}

function rank({ configuration, dueAt }: Peripheral): number {
	return configuration.link.kind === "hold" ? -1 : dueAt;
}
