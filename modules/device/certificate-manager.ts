import PKCS8 from "pkcs8";
import X509 from "x509";
import type { BrokerCheck } from "./broker-check";
import type { ClientIdentity } from "./client-identity";

interface ManagerOptions {
	/** Decides about the broker's chain. */
	readonly check: BrokerCheck;
	readonly identity: ClientIdentity | undefined;
}

/**
 * In place of the SDK's `ssl/cert`, which accepts forged chains: asks `modules/trust` instead. The methods are
 * those that modules/crypt/ssl calls.
 */
export default class CertificateManager {
	#options: ManagerOptions;

	constructor(options: ManagerOptions) {
		this.#options = options;
	}
	/** The broker's chain, leaf first, in views that are only valid during the call. */
	verify(chain: readonly Uint8Array[]): boolean {
		return this.#options.check.verify(chain);
	}
	/** The key for a certificate that was verified, or the gateway's own private key for its own certificate. */
	getKey(certificate: ArrayBuffer | Uint8Array): unknown {
		const { identity } = this.#options;
		if (identity && certificate === identity.certificate)
			return PKCS8.parse(identity.key);
		return X509.decodeSPKI(certificate);
	}
	/** What to answer CertificateRequest with. */
	findPreferredCert(): readonly Uint8Array[] {
		const { identity } = this.#options;
		return identity ? [identity.certificate] : [];
	}
	/** The SDK adds the broker's certificate to those that it trusts; nothing is to be added here. */
	register(): void {
	}
}
