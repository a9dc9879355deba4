import { createHash } from "node:crypto";

/** "96:BC:EC:…": SHA-256 of a certificate's DER, as browsers and OpenSSL show it. */
export function fingerprint(der: Uint8Array): string {
	return digest(der).toUpperCase().match(/../g)!.join(":");
}

/** SHA-256 of a SubjectPublicKeyInfo, as the gateway's configuration takes it (pin=…). */
export function pinOf(keyInfo: Uint8Array): string {
	return digest(keyInfo);
}

function digest(bytes: Uint8Array): string {
	return createHash("sha256").update(bytes).digest("hex");
}
