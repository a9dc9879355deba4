import PKCS8 from "pkcs8";
import type { ClientIdentity } from "./client-identity";

interface ManagerOptions {
	readonly identity: ClientIdentity | undefined;
}

/**
 * In place of the SDK's `ssl/cert`, which accepts forged chains: the session asks `modules/trust` instead, and what is
 * left is the gateway's own key.
 */
export default class CertificateManager {
	private _identity: ClientIdentity | undefined;

	constructor({ identity }: ManagerOptions) {
		this._identity = identity;
	}
	/** The gateway's own RSA key, with which the SDK makes CertificateVerify. */
	getKey(): unknown {
		return PKCS8.parse(this._identity!.key);
	}
}
