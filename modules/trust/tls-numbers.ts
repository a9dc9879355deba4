/* Numbers of TLS 1.2 that have a place of their own in more than one module. */

/** ContentType of a record (RFC 5246 §6.2.1). */
export const CHANGE_CIPHER_SPEC = 20, ALERT = 21, HANDSHAKE = 22, APPLICATION_DATA = 23;
/** HandshakeType of a message (RFC 5246 §7.4). */
export const SERVER_HELLO = 2, CERTIFICATE = 11, SERVER_KEY_EXCHANGE = 12, CERTIFICATE_REQUEST = 13, SERVER_HELLO_DONE = 14, CERTIFICATE_VERIFY = 15, FINISHED = 20;
/** Bytes of a record's header: type, version, length. */
export const RECORD_HEADER = 5;
/** Bytes of a record sealed with AES-GCM beside its content (RFC 5288 §3). */
export const EXPLICIT_NONCE = 8, TAG = 16;
