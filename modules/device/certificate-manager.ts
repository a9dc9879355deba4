import PKCS8 from "pkcs8";
import X509 from "x509";
import type { BrokerCheck } from "./broker-check";

interface ManagerOptions {
	/** Decides about the broker's chain. */
	readonly check: BrokerCheck;
	/** DER: the gateway's own certificate first. */
	readonly clientCertificates?: readonly ArrayBuffer[] | undefined;
	/** PKCS #8, DER. */
	readonly clientKey?: ArrayBuffer | undefined;
}

/**
 * In place of the SDK's `ssl/cert`, which accepts forged chains: asks `modules/certificate` instead. The methods are
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
	getKey(certificate: ArrayBuffer): unknown {
		const { clientCertificates, clientKey } = this.#options;
		if (clientKey && certificate === clientCertificates?.[0])
			return PKCS8.parse(new Uint8Array(clientKey));
		return X509.decodeSPKI(certificate);
	}
	findPreferredCert(): readonly ArrayBuffer[] {
		return this.#options.clientCertificates ?? [];
	}
	/** The SDK adds the broker's certificate to those that it trusts; nothing is to be added here. */
	register(): void {
	}
}
