import { describeReason } from "../../modules/trust/reason-text";
import { RECORD_HEADER } from "../../modules/trust/tls-numbers";
import type { TrustAnchor } from "../../modules/trust/trust-anchor";
import { BrokerCheck } from "../../modules/device/broker-check";
import { HandshakeGuard } from "../../modules/trust/handshake-guard";
import { HandshakeViolation } from "../../modules/trust/handshake-violation";
import type { KeyExchange } from "../../modules/trust/key-exchange";
import { NodeSignatures } from "../../certs/node-signatures";
import { timeText } from "./certificate-description";
import type { Facts } from "./message-description";

export interface BrokerJudgeOptions {
	readonly anchors: readonly TrustAnchor[];
	/** Name or address that the certificate must be for. */
	readonly host: string;
	/** Milliseconds since 1970. */
	readonly now: number;
	/** What it found good, for people. */
	onVerdict(text: string): void;
}

/** Why the gateway would end the handshake here. */
export interface Objection {
	readonly reason: string;
	/** The alert that it would say so with, or undefined where the broker has already ended the handshake itself. */
	readonly alert: number | undefined;
}

const ALERT = 21;
const HANDSHAKE_FAILURE = 40;
const BAD_CERTIFICATE = 42;

/**
 * The gateway's own checks (modules/trust, modules/device/broker-check) on a broker's
 * records, at the moments at which modules/device/tls-socket makes them.
 */
export class BrokerJudge {
	#options: BrokerJudgeOptions;
	#guard = new HandshakeGuard(undefined);
	#check: BrokerCheck;
	#exchange: KeyExchange | undefined;
	/** The chain is accepted. */
	#vouched = false;
	#proven = false;

	constructor(options: BrokerJudgeOptions) {
		const { anchors, host, now } = options;
		this.#options = options;
		this.#check = new BrokerCheck({ anchors, host, signatures: new NodeSignatures(), now: () => now });
		this.#guard.onKeyExchange = exchange => {
			this.#exchange = exchange;
		};
	}
	/** The chain is accepted, and the broker has proven that it holds the key. */
	get accepted(): boolean {
		return this.#proven;
	}
	/** @param bytes a record of the broker's, or a part of one with at least its header */
	inspect(bytes: Uint8Array, facts: Facts): Objection | undefined {
		try {
			const length = this.#guard.inspectHeader(bytes.subarray(0, RECORD_HEADER));
			return bytes.length < RECORD_HEADER + length ? undefined : this.#inspectRecord(bytes, facts);
		}
		catch (error) {
			if (!(error instanceof HandshakeViolation))
				throw error;
			return { reason: error.message, alert: bytes[0] === ALERT ? undefined : HANDSHAKE_FAILURE };
		}
	}
	#inspectRecord(record: Uint8Array, { chain, clientRandom, serverRandom }: Facts): Objection | undefined {
		this.#guard.inspect(record);
		this.#guard.assumeFinished(record);
		if (chain && !this.#vouched) {
			this.#vouched = this.#check.verify(chain);
			const { identity, refusal } = this.#check;
			if (!identity)
				return { reason: refusal ? describeReason(refusal) : "the certificates are refused", alert: BAD_CERTIFICATE };
			this.#options.onVerdict(`certificate accepted for ${this.#options.host}; its first name is ${identity.name}`);
			this.#options.onVerdict(`trust anchor ${identity.anchor}; all of the path is valid until ${timeText(identity.expiry.notAfter)}`);
		}
		if (this.#exchange && clientRandom && serverRandom) {
			this.#check.verifyKeyExchange(this.#exchange, clientRandom, serverRandom);
			this.#exchange = undefined;
			this.#proven = true;
			this.#options.onVerdict("key share accepted: it is signed with the key of that certificate");
		}
		return undefined;
	}
}
