import { CURVES, offeredSignature, type OfferedSignature } from "./client-offer";
import { isOnCurve } from "./curve-point";
import { HandshakeViolation } from "./handshake-violation";
import type { MessageReader } from "./message-reader";
import type { PublicKey } from "./public-key";
import type { SignatureVerifier } from "./signature-verifier";

const NAMED_CURVE = 3;

/** ServerKeyExchange (RFC 8422 §5.4): the broker's key share, what is signed, and the signature. Views of the message. */
export interface KeyExchange {
	/** By its number. */
	readonly curve: number;
	/** 04, X, Y; a point of the curve. */
	readonly point: Uint8Array;
	readonly algorithm: OfferedSignature;
	/** ServerECDHParams; the signature is over client random, server random and these. */
	readonly parameters: Uint8Array;
	readonly signature: Uint8Array;
}

/** @param scheme what the cipher suite signs with; throws `HandshakeViolation` where anything in it was not offered */
export const readKeyExchange = (message: MessageReader, scheme: OfferedSignature["scheme"]): KeyExchange => {
	const start = message.position, type = message.number(1), curve = type === NAMED_CURVE ? message.number(2) : 0;
	if (!CURVES.includes(curve))
		throw new HandshakeViolation("not offered", "the broker chose an elliptic curve other than P-256 and P-384, which was not offered");
	const name = curve === CURVES[0] ? "P-256" : "P-384", size = curve === CURVES[0] ? 32 : 48;
	const point = message.bytes(message.number(1));
	if (point.length !== 1 + 2 * size || point[0] !== 4)
		throw new HandshakeViolation("malformed message", `the broker's key share is not an uncompressed point of ${name}`);
	if (!isOnCurve(point, name))
		throw new HandshakeViolation("key share", `the broker's key share is not a point of ${name}`);
	const parameters = message.since(start);
	const number = message.number(2), algorithm = offeredSignature(number);
	if (algorithm?.scheme !== scheme)
		throw new HandshakeViolation("not offered", `the broker signed its key share with algorithm 0x${number.toString(16).padStart(4, "0")}, which was not offered`);
	const signature = message.bytes(message.number(2));
	message.end();
	return { curve, point, algorithm, parameters, signature };
};

/**
 * The broker's signature on its key share shows that it holds the key of its certificate (RFC 8422 §5.4). Throws
 * `HandshakeViolation`.
 * @param key of the certificate
 */
export const verifyKeyExchange = ({ algorithm, parameters, signature }: KeyExchange, key: PublicKey | undefined,
	clientRandom: Uint8Array, serverRandom: Uint8Array, signatures: SignatureVerifier): void => {
	if (!key || key.kind === "other" || key.kind !== (algorithm.scheme === "RSA" ? "RSA" : "EC"))
		throw new HandshakeViolation("key share", "the broker's certificate has another kind of key than its cipher suite needs");
	const message = new Uint8Array(64 + parameters.length);
	message.set(clientRandom);
	message.set(serverRandom, 32);
	message.set(parameters, 64);
	if (!signatures.verify(algorithm, key, message, signature))
		throw new HandshakeViolation("key share", "the signature on the broker's key share is wrong: it does not hold the key of its certificate");
};
