import Resource from "Resource";
import { readTrustAnchor, type TrustAnchor } from "../trust/trust-anchor";

/** Resources that may hold a trust anchor (DER): the present CA and, for a rollover, the next. */
const NAMES = Object.freeze(["ca.der", "ca-next.der"]);

/** The trust anchors in the image, as they lie in flash: their bytes are not copied to RAM. `mistakes` are for people. */
export function loadTrustAnchors(): { anchors: TrustAnchor[]; mistakes: string[] } {
	const anchors: TrustAnchor[] = [];
	const mistakes: string[] = [];
	for (const name of NAMES) {
		if (!Resource.exists(name))
			continue;
		const { anchor, malformed } = readTrustAnchor(new Uint8Array(new Resource(name) as unknown as ArrayBuffer));
		if (anchor)
			anchors.push(anchor);
		else
			mistakes.push(`certs/${name} is not a certificate in DER (${malformed}). Right: openssl x509 -in ca.pem -outform der -out certs/${name}`);
	}
	if (!anchors.length && !mistakes.length)
		mistakes.push("certs/ca.der is missing, so that no broker can be trusted. Right: the CA's certificate as DER in certs/ca.der");
	return { anchors, mistakes };
}
