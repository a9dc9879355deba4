/** Restarts the firmware; on the desktop simulator, which has no such call, the unhandled exception ends it. */
export function restart(): void {
	const { System } = globalThis as unknown as { System?: { restart?(): void } };
	if (!System?.restart)
		throw new Error("restart");
	System.restart();
}

/** One line on the serial console. */
export function writeLine(line: string): void {
	trace(line, "\n");
}
