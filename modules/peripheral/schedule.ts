import { type Peripheral, STATE } from "./peripheral";

/** Milliseconds that one is connected at least before it is let go for another. */
const SHORTEST_HOLD = 10_000;
/** In preloaded modules XS copies a string literal to the heap each time it comes to it; a constant it does not. */
const HOLD = "hold", ON_DEMAND = "onDemand";

/**
 * Of those that were found, who is connected next: the one for whom another was let go, then those that are held, then by
 * what has been due longest. Nobody starves: whoever fails rests, and makes room for the next.
 * @param room whether a connection is free; if none is, only those count for whom another is let go
 */
export function firstInLine(peripherals: readonly Peripheral[], room: boolean, guest: Peripheral | undefined): Peripheral | undefined {
	let first: Peripheral | undefined;
	for (let i = 0; i < peripherals.length; i++) {
		const peripheral = peripherals[i]!;
		if (peripheral.state !== STATE.found || (!room && !mayDisplace(peripheral)))
			continue;
		if (peripheral === guest)
			return guest;
		if (!first || rank(peripheral) < rank(first))
			first = peripheral;
	}
	return first;
}

export function isHeld({ configuration }: Peripheral): boolean {
	return configuration.link.kind === HOLD;
}

export function isOnDemand({ configuration }: Peripheral): boolean {
	return configuration.link.kind === ON_DEMAND;
}

/** Whether another is let go for it: one that is only held waits until a connection is free. */
export function mayDisplace(peripheral: Peripheral): boolean {
	return !isHeld(peripheral) || peripheral.errand !== undefined;
}

/** Whether it is looked for: one that is connected on demand only while somebody asks. */
export function isWanted(peripheral: Peripheral): boolean {
	return !isOnDemand(peripheral) || peripheral.errand !== undefined;
}

/**
 * Who is let go so that another is connected: one that was asked for, and has answered, else the one that is connected
 * longest. Whoever has a request stays. `freeAt` says when.
 */
export function nextToGo(peripherals: readonly Peripheral[]): Peripheral | undefined {
	let chosen: Peripheral | undefined;
	for (let i = 0; i < peripherals.length; i++) {
		const peripheral = peripherals[i]!;
		if (peripheral.state === STATE.connected && !peripheral.errand && !(chosen && freeAt(chosen) <= freeAt(peripheral)))
			chosen = peripheral;
	}
	return chosen;
}

/** When one that is connected may be let go for another, in ticks: on demand at once. */
export function freeAt(peripheral: Peripheral): number {
	return isOnDemand(peripheral) ? 0 : peripheral.since + SHORTEST_HOLD;
}

function rank(peripheral: Peripheral): number {
	return isHeld(peripheral) ? -1 : peripheral.dueAt;
}

export function connectionCount(peripherals: readonly Peripheral[]): number {
	let count = 0;
	for (let i = 0; i < peripherals.length; i++)
		count += peripherals[i]!.connection ? 1 : 0;
	return count;
}

/** Whether anybody is looked for who could be connected. @param room whether a connection is free */
export function isAnyMissing(peripherals: readonly Peripheral[], room: boolean): boolean {
	for (let i = 0; i < peripherals.length; i++) {
		if (peripherals[i]!.state === STATE.missing && (room || mayDisplace(peripherals[i]!)))
			return true;
	}
	return false;
}

/**
 * Who of those that are connected is seen to first: one of whom something is asked, or whose time to go has come, else the
 * one of which something has been to be read longest.
 */
export function firstToAttend(peripherals: readonly Peripheral[], ticks: number): Peripheral | undefined {
	let late: Peripheral | undefined;
	for (let i = 0; i < peripherals.length; i++) {
		const peripheral = peripherals[i]!;
		if (peripheral.state !== STATE.connected)
			continue;
		if (isAsked(peripheral) || peripheral.leaveAt <= ticks)
			return peripheral;
		if (peripheral.readAt <= ticks && !(late && late.readAt <= peripheral.readAt))
			late = peripheral;
	}
	return late;
}

/** Whether a request waits that is not at work. */
export function isAsked({ errand }: Peripheral): boolean {
	return errand !== undefined && !errand.atWork;
}

/** For people. */
export function namesOf(peripherals: readonly Peripheral[], filter: (peripheral: Peripheral) => boolean): string {
	return peripherals.filter(filter).map(({ configuration }) => configuration.name).join(", ");
}
