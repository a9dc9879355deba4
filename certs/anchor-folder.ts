import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { anchorMistake, readTrustAnchor, type TrustAnchor } from "../modules/trust/trust-anchor";
import type { Candidate } from "./anchor-search";
import { fingerprint } from "./fingerprint";

/** The resources that the gateway looks for (modules/device/trust-anchors.ts), and what each is for. */
export const ANCHOR_NAMES = Object.freeze({ "ca.der": "the present CA", "ca-next.der": "the next CA, for a rollover" });

export type AnchorName = keyof typeof ANCHOR_NAMES;

export interface AnchorFile {
	readonly name: AnchorName;
	/** As shown to people. */
	readonly label: string;
	/** Undefined where there is no file, or none that is a certificate. */
	readonly anchor: TrustAnchor | undefined;
	/** What is wrong with the file, for people. */
	readonly mistake: string | undefined;
}

export interface SaveResult {
	/** It is there now, by this or before. */
	readonly saved: boolean;
	/** For people. */
	readonly message: string;
}

/** The folder whose DER files become the gateway's trust anchors. */
export class AnchorFolder {
	#path: string;
	#label: string;

	/** @param label how people know it */
	constructor(path: string, label: string) {
		this.#path = path;
		this.#label = label;
	}
	/** All that the gateway would look for, whether it is there or not. Throws what the file system throws. */
	read(): AnchorFile[] {
		return (Object.keys(ANCHOR_NAMES) as AnchorName[]).map(name => this.#read(name));
	}
	/** The trust anchors that the gateway would have. */
	candidates(): Candidate[] {
		return this.read().flatMap(({ anchor, label }) => anchor ? [{ anchor, source: label, embedded: true }] : []);
	}
	/**
	 * Writes an anchor. What is there already is replaced only if `force` says so.
	 * Throws what the file system throws.
	 */
	save(name: AnchorName, anchor: TrustAnchor, force: boolean): SaveResult {
		const { der } = anchor.certificate;
		const twin = this.read().find(each => each.anchor && Buffer.compare(each.anchor.certificate.der, der) === 0);
		const former = this.#read(name), { label } = former;
		if (twin && (twin.name === name || name === "ca-next.der"))
			return { saved: true, message: `${twin.label} already is this certificate; nothing was written.` };
		const occupied = former.anchor || former.mistake;
		const what = former.anchor ? `${former.anchor.name}, SHA-256 ${fingerprint(former.anchor.certificate.der)}` : "something that is no certificate";
		if (occupied && !force)
			return { saved: false, message: `${label} is another one (${what}); nothing was written. ` +
				`Add --force to replace it${name === "ca.der" ? ", or take --save-next to keep both for a rollover" : ""}.` };
		mkdirSync(this.#path, { recursive: true });
		writeFileSync(join(this.#path, name), der, { flag: occupied ? "w" : "wx" });
		return { saved: true, message: `${label} was written; it becomes the resource "${name}" with the next build of the gateway.` +
			(occupied ? ` It replaces ${what}.` : "") +
			(twin ? ` ${twin.label} is the same certificate and may be removed.` : "") };
	}
	#read(name: AnchorName): AnchorFile {
		const label = `${this.#label}/${name}`;
		let der: Uint8Array;
		try {
			der = new Uint8Array(readFileSync(join(this.#path, name)));
		}
		catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "ENOENT")
				throw error;
			return { name, label, anchor: undefined, mistake: undefined };
		}
		const { anchor, malformed } = readTrustAnchor(der);
		return { name, label, anchor, mistake: anchor ? undefined : anchorMistake(label, der, malformed) };
	}
}
