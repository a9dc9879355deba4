import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCertificate } from "../../certs/certificate-command";

export interface Run {
	readonly code: number;
	readonly output: string;
	readonly errors: string;
}

/** When the certificates of certificate-maker.ts are good, as an option. */
export const AT = ["--at", "2026-06-01T12:00:00Z"];

/** Runs the tool in this process. */
export async function run(parameters: readonly string[], deadline = 5_000): Promise<Run> {
	let output = "", errors = "";
	const code = await runCertificate(parameters, {
		write: text => { output += text; },
		complain: text => { errors += text; },
		colored: false,
		deadline,
	});
	return { code, output, errors };
}

/** A temporary folder in place of certs/. */
export class Folder {
	readonly path = mkdtempSync(join(tmpdir(), "gattway-certs-"));

	/** @returns its path */
	file(name: string, content: Uint8Array | string): string {
		const path = join(this.path, name);
		writeFileSync(path, content);
		return path;
	}
	remove(): void {
		rmSync(this.path, { recursive: true });
	}
}
