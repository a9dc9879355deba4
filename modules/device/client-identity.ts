import Resource from "Resource";
import { readCertificate } from "../trust/certificate";
import { isKeyOf, readPrivateKey } from "../trust/private-key";

const CERTIFICATE = "client.der";
const KEY = "client-key.der";
const RIGHT = "Right: openssl x509 -in client.pem -outform der -out certs/client.der and " +
	"openssl pkcs8 -topk8 -nocrypt -in client-key.pem -outform der -out certs/client-key.der, with an RSA key or an EC key on P-256";

/** The gateway's own certificate, for brokers that ask for one (mutual TLS), and its key, as they lie in flash. */
export interface ClientIdentity {
	/** DER. */
	readonly certificate: Uint8Array;
	/** PKCS #8, or SEC 1 with an EC key; DER. */
	readonly key: Uint8Array;
	/** Of an EC key on P-256: the number itself, 32 bytes, most significant first; undefined with RSA. */
	readonly secret: Uint8Array | undefined;
}

/** `identity` is undefined if the image has none. `mistakes` are for people, and tell nothing of the key. */
export function loadClientIdentity(): { identity: ClientIdentity | undefined; mistakes: string[] } {
	const has = [CERTIFICATE, KEY].map(name => Resource.exists(name));
	if (!has[0] && !has[1])
		return { identity: undefined, mistakes: [] };
	if (!has[0] || !has[1])
		return { identity: undefined, mistakes: [`certs/${has[0] ? KEY : CERTIFICATE} is missing, which belongs to certs/${has[0] ? CERTIFICATE : KEY}. ${RIGHT}`] };
	const certificate = load(CERTIFICATE), key = load(KEY);
	const read = readCertificate(certificate), secret = readPrivateKey(key);
	const mistakes: string[] = [];
	if (!read.certificate)
		mistakes.push(`certs/${CERTIFICATE} is not a certificate in DER (${read.malformed}). ${RIGHT}`);
	if (secret.problem !== undefined)
		mistakes.push(`certs/${KEY} ${secret.problem}. ${RIGHT}`);
	if (read.certificate && secret.key && !isKeyOf(secret.key, read.certificate.key))
		mistakes.push(`certs/${KEY} is not the key of certs/${CERTIFICATE}. ${RIGHT}`);
	if (mistakes.length || !secret.key)
		return { identity: undefined, mistakes };
	return { identity: { certificate, key, secret: secret.key.kind === "EC" ? secret.key.secret : undefined }, mistakes };
}

function load(name: string): Uint8Array {
	return new Uint8Array(new Resource(name) as unknown as ArrayBuffer);
}
