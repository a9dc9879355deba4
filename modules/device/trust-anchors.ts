import Resource from "Resource";
import { anchorMistake, readTrustAnchor, type TrustAnchor } from "../trust/trust-anchor";

/** Resources that may hold a trust anchor (DER): the present CA and, for a rollover, the next. */
const NAMES = Object.freeze(["ca.der", "ca-next.der"]);

/** The trust anchors in the image, as they lie in flash: their bytes are not copied to RAM. `mistakes` are for people. */
export function loadTrustAnchors(): { anchors: TrustAnchor[]; mistakes: string[] } {
	const anchors: TrustAnchor[] = [];
	const mistakes: string[] = [];
	for (const name of NAMES) {
		if (!Resource.exists(name))
			continue;
		const bytes = new Uint8Array(new Resource(name) as unknown as ArrayBuffer), { anchor, malformed } = readTrustAnchor(bytes);
		if (anchor)
			anchors.push(anchor);
		else
			mistakes.push(anchorMistake(`certs/${name}`, bytes, malformed));
	}
	if (!anchors.length && !mistakes.length)
		mistakes.push("certs/ca.der is missing, so that no broker can be trusted. Right: the CA's certificate as DER in certs/ca.der");
	return { anchors, mistakes };
}
