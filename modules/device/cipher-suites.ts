import { AES, ECDHE_RSA, GCM, SHA256 } from "ssl/constants";

/**
 * What the gateway offers, in place of the SDK's `ssl/ciphersuites`: ephemeral keys and AEAD only. The SDK's list
 * starts with RSA and CBC, which brokers then choose: no forward secrecy, and a stream that breaks near the end of
 * the socket's window. The form is that of modules/crypt/ssl/ssl_ciphersuites.js, where ECDHE_RSA stands for ECDHE
 * with either signature.
 */
function suite(number: number) {
	return Object.freeze({
		value: Object.freeze([number >> 8, number & 0xff]),
		isExportable: false,
		keyExchangeAlgorithm: ECDHE_RSA,
		cipherAlgorithm: AES,
		cipherKeySize: 16,
		cipherBlockSize: 16,
		hashAlgorithm: SHA256,
		hashSize: 32,
		encryptionMode: GCM,
		/** Explicit part of the nonce. */
		ivSize: 8,
		/** Implicit part. */
		saltSize: 4,
	});
}

/** TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 and TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 (RFC 5289 §3.2). */
export default Object.freeze([suite(0xc02b), suite(0xc02f)]);
