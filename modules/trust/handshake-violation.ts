/** What a violation is about; for counters. */
export type HandshakeReason =
	| "not TLS" | "protocol version" | "not offered" | "alert" | "unexpected message" | "malformed message" | "record size" | "message size"
	| "renegotiation" | "key share" | "client certificate";

/** The peer did what TLS 1.2 as the gateway speaks it does not allow. */
export class HandshakeViolation extends Error {
	override name = "HandshakeViolation";
	readonly reason: HandshakeReason;

	constructor(reason: HandshakeReason, message: string) {
		super(message);
		this.reason = reason;
	}
}
