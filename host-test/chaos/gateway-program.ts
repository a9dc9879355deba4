import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

/** The firmware's main with the host's stand-ins, in one file: a process of it starts in a fifth of a second. */
export class GatewayProgram {
	readonly path: string;
	#folder = mkdtempSync(join(tmpdir(), "gattway-chaos-"));

	private constructor() {
		this.path = join(this.#folder, "gateway.cjs");
	}
	static async build(): Promise<GatewayProgram> {
		const program = new GatewayProgram();
		await build({
			entryPoints: [join(__dirname, "gateway-entry.ts")],
			tsconfig: join(__dirname, "..", "tsconfig.json"),
			// the SDK's: esbuild would take Node's module of that name, whatever tsconfig.json says
			alias: { net: join(__dirname, "..", "moddable", "net.ts") },
			outfile: program.path,
			bundle: true,
			platform: "node",
			target: "node20",
			logLevel: "error",
		});
		return program;
	}
	/** Takes the file away, and all that was put beside it. */
	remove(): void {
		rmSync(this.#folder, { recursive: true, force: true });
	}
}
