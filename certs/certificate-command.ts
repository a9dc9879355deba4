import { CommanderError } from "commander";
import { UsageError } from "./usage-error";
import { AnchorFolder } from "./anchor-folder";
import { listAnchors } from "./anchor-list";
import { parseArguments } from "./certificate-arguments";
import { reportBroker } from "./broker-report";
import { Terminal, type TerminalOptions } from "./terminal";

export interface CommandOptions extends TerminalOptions {
	/** What the broker may take for each step, in milliseconds; 15 s unless given. */
	readonly deadline?: number;
}

/** `npm run certificate`. @returns the exit code: 0 accepted or done, 1 refused or failed, 2 used wrongly */
export async function runCertificate(parameters: readonly string[], options: CommandOptions): Promise<number> {
	const terminal = new Terminal(options);
	try {
		const { folder: { label, path }, ...wanted } = parseArguments(parameters, terminal);
		const folder = new AnchorFolder(path, label), { broker } = wanted;
		const done = broker ?
			await reportBroker({ ...wanted, broker, folder, deadline: options.deadline }, terminal) :
			listAnchors(folder, wanted.now, terminal);
		return done ? 0 : 1;
	}
	catch (error) {
		if (error instanceof CommanderError)		// it has said it all
			return error.exitCode === 0 ? 0 : 2;
		if (error instanceof UsageError) {
			terminal.complain(`error: ${error.message}\n`);
			return 2;
		}
		const { code, message, path } = error as NodeJS.ErrnoException;
		if (code !== undefined && path !== undefined) {		// the file system's
			terminal.bad("failed", message);
			return 1;
		}
		throw error;
	}
}
