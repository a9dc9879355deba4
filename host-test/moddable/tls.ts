import { connect } from "node:net";
import { connect as connectSecurely } from "node:tls";
import type { TLSSocket as NodeTLSSocket } from "node:tls";
import type { TrustAnchor } from "../../modules/trust/trust-anchor";
import type { LinkFailure, SecureSession } from "../../modules/broker/broker-link";
import { gatewayParameters, type OwnCertificate } from "./gateway-parameters";
import { GuardedStream } from "./guarded-stream";
import { StreamSocket } from "./stream-socket";
import type { StreamSocketOptions } from "./stream-socket";
import { checkEndpoint } from "./tcp";

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
		/** For brokers that ask for a client certificate. */
		readonly identity?: OwnCertificate | undefined;
	};
	/** TCP is connected and the handshake starts. */
	readonly onSecuring?: (this: TLSSocket) => void;
	/** The handshake is done and the certificate good; comes before the first `onWritable`. */
	readonly onSecure?: (this: TLSSocket, session: SecureSession) => void;
}

/** Header, explicit nonce and tag of a record. */
export const OVERHEAD = 5 + 8 + 16;

/**
 * Stands in for the gateway's TLS socket (modules/device/tls-socket.ts, there on the SDK's `ssl/session`): Node's TLS
 * with the gateway's offer, behind the gateway's own judgement of what the broker sends (`GuardedStream`). No session
 * is resumed. Nothing that is written leaves before the broker was found good: there is no window before.
 */
export default class TLSSocket extends StreamSocket<TLSSocket, SecureError> {
	/** What an error that comes now is. */
	#phase: LinkFailure = "not reachable";
	#peer: string;
	#guard: GuardedStream | undefined;
	#hasIdentity: boolean;

	constructor(options: TLSOptions) {
		const { address, host, port, secure } = options;
		checkEndpoint(address, port);
		super(options, () => this.#connect(options));
		this.#peer = `${host}:${port}`;
		this.#hasIdentity = secure.identity !== undefined;
	}
	protected override get overhead(): number {
		return OVERHEAD;
	}
	#connect({ address, host, onSecure, onSecuring, port, secure }: TLSOptions): NodeTLSSocket {
		const socket = connect({ host: address, port, noDelay: true });
		const guard = this.#guard = new GuardedStream({
			...secure, socket, host,
			onRefused: ({ lasting, message, reason }) => this.failed(reason === "alert" && guard.asked ?
				this.#wanting(message.replace("the broker ", "")) : { failure: "TLS", reason, message, lasting }),
		});
		const stream = connectSecurely({ ...gatewayParameters(host, secure.identity), socket: guard });
		socket.on("connect", () => {
			this.#phase = "TLS";
			this.announce(() => onSecuring?.call(this));
		});
		socket.on("error", error => this.failed(this.explain(error)));
		guard.on("end", () => {
			if (this.#phase === "TLS")
				this.failed(this.explain(undefined));
		});
		return stream.on("secureConnect", () => {
			this.#phase = "connection lost";
			const suite = stream.getCipher().standardName.replace(/^TLS_/, ""), identity = guard.identity!;
			this.announce(() => onSecure?.call(this, { version: "TLS 1.2", suite, ...identity }));
			this.opened();
		});
	}
	protected override explain(error: (NodeJS.ErrnoException & { readonly reason?: string }) | undefined): SecureError {
		const failure = this.#phase, code = error?.code ?? "", did = this.#verb(code, error);
		if (failure !== "TLS")
			return { failure, reason: "", message: `${this.#peer} ${did}`, lasting: false };
		if (this.#guard?.asked)
			return this.#wanting(did);
		const message = `the broker ${did} in the TLS handshake${code ? "" : ", without saying why"}`;
		return { failure, reason: "alert or end", message, lasting: false };
	}
	/** The broker asked for a client certificate, and then `did` what it did. */
	#wanting(did: string): SecureError {
		const message = `the broker asked for a client certificate and ${did}: ` +
			(this.#hasIdentity ? "it does not take the one that it was given" : "the gateway has none; give it one with --cert and --key");
		return { failure: "TLS", reason: "client certificate", message, lasting: true };
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
