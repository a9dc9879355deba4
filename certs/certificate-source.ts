import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { UsageError } from "./usage-error";
import { readTrustAnchor } from "../modules/trust/trust-anchor";
import type { Candidate } from "./anchor-search";

const BLOCK = /-----BEGIN (?:X509 )?CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END (?:X509 )?CERTIFICATE-----/g;
const SEQUENCE = 0x30;

/** Source of a certificate that nobody but the broker vouches for. */
export const SENT = "sent by the broker itself";

export interface CandidateReading {
	readonly candidates: readonly Candidate[];
	/** What was passed over, for people. */
	readonly skipped: readonly string[];
}

/** The roots that Node was built with, which are Mozilla's. */
export function nodeRoots(): Candidate[] {
	return read(rootCertificates.flatMap(text => blocksOf(text)), "Node's root store", []);
}

/** Of the certificates that the broker sent, those that name themselves as issuer. */
export function sentRoots(chain: readonly Uint8Array[]): Candidate[] {
	return read(chain, SENT, []).filter(({ anchor }) => anchor.certificate.selfIssued);
}

/**
 * Reads PEM with any number of certificates, one certificate in DER, or a folder of such files, where files of
 * another kind don't matter. @throws UsageError if there is not one certificate
 */
export function readCandidates(option: string, path: string): CandidateReading {
	const skipped: string[] = [];
	const input = `${option} ${path}`;
	try {
		const candidates = statSync(path).isDirectory() ?
			readdirSync(path).sort().map(name => join(path, name)).filter(each => isFile(each)).flatMap(each => readFile(each, skipped)) :
			readFile(path, skipped);
		if (!candidates.length)
			throw new UsageError(input, skipped.length ? `has no certificate that can be used: ${skipped.join("; ")}` : "has no certificate",
				"give certificates in PEM (-----BEGIN CERTIFICATE-----) or DER, or a folder of them");
		return { candidates, skipped };
	}
	catch (error) {
		if (error instanceof UsageError)
			throw error;
		const { code } = error as NodeJS.ErrnoException;
		throw new UsageError(input, code === "ENOENT" ? "there is no such file" : `can't be read (${code})`, "give the path of a file or folder that is there and may be read");
	}
}

function isFile(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;		// undefined: a link that leads nowhere
}

function readFile(path: string, skipped: string[]): Candidate[] {
	const bytes = new Uint8Array(readFileSync(path));
	const blocks = blocksOf(Buffer.from(bytes).toString("latin1"));
	return read(blocks.length || bytes[0] !== SEQUENCE ? blocks : [bytes], path, skipped);
}

function blocksOf(text: string): Uint8Array[] {
	return [...text.matchAll(BLOCK)].map(match => new Uint8Array(Buffer.from(match[1]!, "base64")));
}

function read(certificates: readonly Uint8Array[], source: string, skipped: string[]): Candidate[] {
	return certificates.flatMap((der, index) => {
		const { anchor, malformed } = readTrustAnchor(der);
		if (anchor)
			return [{ anchor, source, embedded: false }];
		skipped.push(`${source}: ${certificates.length > 1 ? `certificate ${index + 1} ` : ""}is malformed (${malformed})`);
		return [];
	});
}
