import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether the command is there; without it the tests compare with nothing. */
export const hasOpenSsl = spawnSync("openssl", ["version"]).status === 0;

export interface OpenSslQuestion {
	/** DER, the leaf first. */
	readonly chain: readonly Uint8Array[];
	readonly anchors: readonly Uint8Array[];
	readonly host: string;
	/** Milliseconds since 1970. */
	readonly now: number;
	/** Added to the command line. */
	readonly flags?: readonly string[];
}

/**
 * What `openssl verify` says, asked as a TLS client would: anchors of any kind, a server's purpose, its name,
 * 112 bits of security.
 */
export function askOpenSsl({ chain, anchors, host, now, flags = [] }: OpenSslQuestion): Promise<"accepted" | "refused"> {
	const folder = mkdtempSync(join(tmpdir(), "gattway-chain-"));
	const file = (name: string, certificates: readonly Uint8Array[]) => {
		const path = join(folder, name);
		writeFileSync(path, certificates.map(pem).join(""));
		return path;
	};
	const name = host.endsWith(".") ? host.slice(0, -1) : host;
	const command = [
		"verify", "-no-CApath", "-no-CAstore", "-partial_chain", "-purpose", "sslserver", "-auth_level", "2",
		"-attime", String(Math.floor(now / 1000)), isIP(host) ? "-verify_ip" : "-verify_hostname", name, ...flags,
		...anchors.length ? ["-CAfile", file("anchors.pem", anchors)] : ["-no-CAfile"],
		...chain.length > 1 ? ["-untrusted", file("untrusted.pem", chain.slice(1))] : [],
		file("leaf.pem", chain.slice(0, 1)),
	];
	return new Promise(resolve => {
		execFile("openssl", command, error => {
			rmSync(folder, { recursive: true });
			resolve(error ? "refused" : "accepted");
		});
	});
}

function pem(der: Uint8Array): string {
	const lines = Buffer.from(der).toString("base64").match(/.{1,64}/g) ?? [];
	return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
