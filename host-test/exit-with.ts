import { CommanderError } from "commander";
import { UsageError } from "../certs/usage-error";

/** Tells what ended a program, unless commander already has, and exits: 2 for a mistake of the caller's, 1 for ours. */
export function exitWith(error: unknown): never {
	if (error instanceof CommanderError)
		process.exit(error.exitCode === 0 ? 0 : 2);
	if (error instanceof UsageError)
		process.stderr.write(`error: ${error.message}\n`);
	else
		process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
	process.exit(error instanceof UsageError ? 2 : 1);
}
