import type { ChildProcess } from "node:child_process";

/** Ends a process if it still runs, with those of its group where it leads one. Resolves when it is gone. */
export async function endProcess(child: ChildProcess | undefined, signal: NodeJS.Signals = "SIGKILL", leads = false): Promise<void> {
	if (!child?.pid || child.exitCode !== null || child.signalCode !== null)
		return;
	const ended = new Promise(resolve => child.once("exit", resolve));
	process.kill(leads ? -child.pid : child.pid, signal);
	await ended;
}
