import { isIP } from "node:net";
import { connect } from "node:tls";
import type { TLSSocket as NodeTLSSocket } from "node:tls";
import type { TrustAnchor } from "../../modules/trust/trust-anchor";
import type { LinkFailure, SecureSession } from "../../modules/broker/broker-link";
import { StreamSocket } from "./stream-socket";
import type { StreamSocketOptions } from "./stream-socket";
import { checkEndpoint } from "./tcp";
import { judge } from "./tls-verdict";

/** Why a connection failed. */
export interface SecureError {
	readonly failure: LinkFailure;
	/** As in `LinkError`. */
	readonly reason: string;
	/** For people. */
	readonly message: string;
	/** True where trying again can't help until a person changes something. */
	readonly lasting: boolean;
}

/** As modules/device/tls-socket.ts has them, as far as they mean something here. */
export interface TLSOptions extends StreamSocketOptions<TLSSocket, SecureError> {
	readonly address: string;
	/** Name or address that the broker's certificate must be for. */
	readonly host: string;
	readonly port: number;
	readonly secure: {
		readonly anchors: readonly TrustAnchor[];
		readonly pins?: readonly Uint8Array[];
		/** Milliseconds since 1970. */
		readonly now: () => number;
	};
	/** TCP is connected and the handshake starts. */
	readonly onSecuring?: (this: TLSSocket) => void;
	/** The handshake is done and the certificate good; comes before the first `onWritable`. */
	readonly onSecure?: (this: TLSSocket, session: SecureSession) => void;
}

/** Header, explicit nonce and tag of a record. */
export const OVERHEAD = 5 + 8 + 16;

/**
 * Stands in for the gateway's TLS socket (modules/device/tls-socket.ts, there on the SDK's `ssl/session`), with
 * Node's TLS narrowed down to what the device offers: TLS 1.2, ECDHE on P-256, AES-128-GCM, no session resumed.
 * Nothing that is written leaves before the broker's certificate was found good: there is no window before.
 */
export default class TLSSocket extends StreamSocket<TLSSocket, SecureError> {
	/** What an error that comes now is. */
	#phase: LinkFailure = "not reachable";
	#peer: string;

	constructor(options: TLSOptions) {
		const { address, host, port, onSecuring } = options;
		checkEndpoint(address, port);
		super(options, () => {
			const stream = connect({
				host: address,
				port,
				// RFC 6066 §3: no address is sent as server name
				...(isIP(host) ? {} : { servername: host }),
				minVersion: "TLSv1.2",
				maxVersion: "TLSv1.2",
				ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256",
				ecdhCurve: "P-256",
				// `judge` decides, nothing is sent before it has, and OpenSSL is given nothing to trust
				ca: [],
				rejectUnauthorized: false,
			});
			stream.on("connect", () => {
				this.#phase = "TLS";
				this.announce(() => onSecuring?.call(this));
			});
			return stream.on("secureConnect", () => this.#judge(stream, options));
		});
		this.#peer = `${host}:${port}`;
	}
	protected override get overhead(): number {
		return OVERHEAD;
	}
	#judge(stream: NodeTLSSocket, { host, onSecure, secure }: TLSOptions): void {
		const verdict = judge(stream, host, secure.anchors, secure.now(), secure.pins);
		if (!verdict.trusted) {
			this.failed({ failure: "TLS", reason: verdict.reason, message: verdict.message, lasting: true });
			return;
		}
		this.#phase = "connection lost";
		const { anchor, expiry, name, notAfter } = verdict, suite = stream.getCipher().standardName.replace(/^TLS_/, "");
		this.announce(() => onSecure?.call(this, { version: "TLS 1.2", suite, name, notAfter, expiry, anchor }));
		this.opened();
	}
	protected override explain(error: (NodeJS.ErrnoException & { readonly reason?: string }) | undefined): SecureError {
		const failure = this.#phase, code = error?.code ?? "", during = failure === "TLS" ? " in the TLS handshake" : "";
		return { failure, reason: failure === "TLS" ? "alert or end" : "", message: `${this.#peer} ${this.#verb(code, error)}${during}`, lasting: false };
	}
	#verb(code: string, error: { readonly message: string; readonly reason?: string } | undefined): string {
		const alert = /^ERR_SSL_.*ALERT_(?:ALERT_)?(\w+)$/.exec(code)?.[1]?.toLowerCase().replaceAll("_", " ");
		if (alert)
			return `sent the alert "${alert}"`;
		if (code.startsWith("ERR_SSL_"))
			return `sent what could not be decrypted or understood (${error?.reason ?? code})`;
		switch (code) {
			case "":
				return "ended the connection";
			case "ECONNRESET":
			case "EPIPE":
				return "reset the connection";
			case "ECONNREFUSED":
				return "is not reachable: nothing listens there";
			default:
				return `is not reachable: ${error?.message} (${code})`;
		}
	}
}
