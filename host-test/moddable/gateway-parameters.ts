import { constants, createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type { ConnectionOptions } from "node:tls";
import { NODE_OFFER } from "../../certs/gateway-hello";
import type { ClientIdentity } from "../../modules/device/client-identity";

/** The gateway's own certificate and key, as Node's TLS needs them. */
export type OwnCertificate = Pick<ClientIdentity, "certificate" | "key">;

/** RFC 7627's extension, switched off by a number that Node has no name for (SSL_OP_NO_EXTENDED_MASTER_SECRET). */
const NO_EXTENDED_MASTER_SECRET = 1;

/**
 * What the gateway offers (modules/device/cipher-suites.ts, modules/trust/client-offer.ts), as options of Node's TLS.
 * Node's ClientHello then has the same extensions as the chip's but for max_fragment_length, which it can't ask for.
 * @param host name or address of the broker
 * @param identity for brokers that ask for a client certificate
 */
export function gatewayParameters(host: string, identity?: OwnCertificate): ConnectionOptions {
	return {
		// RFC 6066 §3: no address is sent as server name
		...(isIP(host) ? {} : { servername: host }),
		...(identity && {
			cert: new X509Certificate(identity.certificate).toString(),
			key: privateKey(identity).export({ type: "pkcs8", format: "pem" }),
		}),
		...NODE_OFFER,
		secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_ENCRYPT_THEN_MAC | NO_EXTENDED_MASTER_SECRET,
		// others decide, and OpenSSL is given nothing to trust
		ca: [],
		rejectUnauthorized: false,
	};
}

/** PKCS #8, or SEC 1. */
function privateKey({ key }: OwnCertificate): KeyObject {
	try {
		return createPrivateKey({ key: Buffer.from(key), format: "der", type: "pkcs8" });
	}
	catch {
		return createPrivateKey({ key: Buffer.from(key), format: "der", type: "sec1" });
	}
}
