import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";
import { readCandidates } from "../certs/certificate-source";
import { UsageError } from "../certs/usage-error";
import { readBytes } from "./input-file";
import type { OwnCertificate } from "./moddable/gateway-parameters";

/** As a private key in DER may be. */
const FORMS = ["pkcs8", "sec1", "pkcs1"] as const;
/** First byte of DER. */
const SEQUENCE = 0x30;

/** At most `limit` certificates in PEM, DER, or a folder of them; each as DER. @throws UsageError */
export function readCertificates(option: string, path: string, limit: number): Uint8Array[] {
	const input = `${option} ${path}`, { candidates, skipped } = readCandidates(option, path);
	if (skipped.length)
		throw new UsageError(input, `has something that can't be used: ${skipped.join("; ")}`, "get it anew, or leave it out");
	if (candidates.length > limit)
		throw new UsageError(input, `has ${candidates.length} certificates, and the firmware has room for ${limit}`,
			`leave only the ${option === "--ca" ? "broker's authority" : "gateway's own"} in it`);
	return candidates.map(({ anchor }) => anchor.certificate.der);
}

/**
 * The gateway's own certificate and its key, as the firmware has them in flash. What is wrong is told without a word of
 * the key. @throws UsageError
 */
export function readIdentity(paths: { readonly certificate: string; readonly key: string }): OwnCertificate {
	const [certificate] = readCertificates("--cert", paths.certificate, 1), input = `--key ${paths.key}`;
	const key = readKey(input, readBytes("--key", paths.key));
	const { asymmetricKeyDetails: details, asymmetricKeyType: type } = key;
	if (type !== "rsa" && !(type === "ec" && details?.namedCurve === "prime256v1"))
		throw new UsageError(input, `is a key for ${type === "ec" ? `the curve ${details?.namedCurve}` : type}, with which the gateway can't sign`, "take an RSA or an EC P-256 key");
	if (!new X509Certificate(certificate!).checkPrivateKey(key))
		throw new UsageError(input, `is not the key of the certificate in ${paths.certificate}`, "give the two that belong together");
	return { certificate: certificate!, key: new Uint8Array(key.export({ type: "pkcs8", format: "der" })) };
}

function readKey(input: string, bytes: Buffer): KeyObject {
	if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(bytes.toString("latin1")))
		throw new UsageError(input, "is encrypted, and the chip knows no passphrase", "openssl pkcs8 -topk8 -nocrypt -in FILE -out OTHER.pem decrypts it");
	const forms = bytes[0] === SEQUENCE ? FORMS.map(type => ({ key: bytes, format: "der", type } as const)) : [{ key: bytes, format: "pem" } as const];
	for (const form of forms) {
		try {
			return createPrivateKey(form);
		}
		catch {
			// perhaps the next form
		}
	}
	throw new UsageError(input, "has no private key", "give PEM (with a line -----BEGIN PRIVATE KEY-----) or DER (PKCS #8)");
}
