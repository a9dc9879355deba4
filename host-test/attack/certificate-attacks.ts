import { generateKeyPairSync, sign } from "node:crypto";
import { attack, flight, type Attack } from "./attack";

/** A handshake which is honest but for the certificates. */
function chain(name: string, reason: RegExp, identity: Attack["identity"]): Attack {
	return attack(name, reason, async server => {
		await server.flight();
		// the gateway has refused by now
		await server.finish().catch(() => {});
	}, { identity });
}

/** Lies about who the server is. The client must not even send its half of the key exchange's secret. */
export const certificateAttacks: readonly Attack[] = [
	chain("a forged leaf that signs itself, and the genuine root", /CN=Forged\) is its own issuer and is not a trust anchor/, "forged"),
	chain("a leaf issued by another leaf", /CN=Other\) signed another certificate of the chain but is not a CA/, "issuedByLeaf"),
	chain("an intermediate that is not a CA", /CN=No CA\) signed another certificate of the chain but is not a CA/, "issuerNoCa"),
	chain("a certificate for another name", /is for other\.example, not for 127\.0\.0\.1/, "wrongName"),
	chain("an expired certificate", /expired on .* the clock says/, "expired"),
	chain("the name in the common name only", /names nobody.*Its common name 127\.0\.0\.1 doesn't count/, "onlyCommonName"),
	chain("the name in an intermediate only", /is for other\.example, not for 127\.0\.0\.1/, "nameInIntermediate"),
	chain("eleven certificates", /sent 11 certificates, and 10 are the most/, "eleven"),
	chain("a malformed certificate", /The broker's certificate is malformed: /, "malformed"),
	flight("no certificate at all", /The broker sent no certificate/, { chain: [] }),
	flight("the genuine certificate, without its key", /the signature on the broker's key share is wrong/, {
		signature: (_honest, signed) => sign("sha256", signed, generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey),
	}),
];
