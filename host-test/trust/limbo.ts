import { verifyChain } from "../../modules/trust/chain-verifier";
import { describeReason } from "../../modules/trust/reason-text";
import { readTrustAnchor } from "../../modules/trust/trust-anchor";
import { NodeSignatures } from "../../certs/node-signatures";
import { NOW } from "./certificate-maker";

/** A case of C2SP/x509-limbo as it is kept in limbo-cases.json. Certificates are DER in base64. */
export interface LimboCase {
	readonly id: string;
	readonly accepted: boolean;
	readonly host: string;
	/** Milliseconds since 1970, where it matters. */
	readonly time?: number;
	/** As a server sends it, its own certificate first. */
	readonly chain: readonly string[];
	readonly anchors: readonly string[];
}

/** What is used of a case in limbo.json (its schema is limbo-schema.json there). */
interface Testcase {
	readonly id: string;
	readonly validation_kind: "SERVER" | "CLIENT";
	readonly expected_result: "SUCCESS" | "FAILURE";
	readonly expected_peer_name: { readonly value: string } | null;
	readonly validation_time: string | null;
	readonly max_chain_depth: number | null;
	readonly crls: readonly string[];
	readonly peer_certificate: string;
	readonly untrusted_intermediates: readonly string[];
	readonly trusted_certs: readonly string[];
}

/**
 * The cases that apply, of the text of a limbo.json: a server is to be verified, for a name; nothing is asked about
 * revocation, which isn't checked, nor for a depth of the chain that the caller sets. Netflix's BetterTLS, thousands of
 * cases that limbo.json includes as one of its own suites, is left out.
 */
export function applicableCases(limbo: string): LimboCase[] {
	return (JSON.parse(limbo) as { testcases: Testcase[] }).testcases.flatMap(each => {
		if (each.validation_kind !== "SERVER" || !each.expected_peer_name || each.crls.length || each.max_chain_depth !== null || each.id.startsWith("bettertls::"))
			return [];
		return [{
			id: each.id, accepted: each.expected_result === "SUCCESS", host: each.expected_peer_name.value,
			...each.validation_time === null ? {} : { time: Date.parse(each.validation_time) },
			chain: [each.peer_certificate, ...each.untrusted_intermediates].map(bodyOf), anchors: each.trusted_certs.map(bodyOf),
		}];
	});
}

function bodyOf(pem: string): string {
	return pem.replace(/-----[^-]*-----|\s/g, "");
}

/** "accepted", or the sentence of the refusal. */
export function judge({ chain, anchors, host, time }: LimboCase): string {
	const bytes = (body: string) => new Uint8Array(Buffer.from(body, "base64"));
	const read = anchors.map(body => readTrustAnchor(bytes(body)));
	const verdict = verifyChain(chain.map(bytes), {
		anchors: read.flatMap(({ anchor }) => anchor ? [anchor] : []), host, now: time ?? NOW, signatures: new NodeSignatures(),
	});
	return verdict.accepted ? "accepted" : read.some(({ malformed }) => malformed) ? "The trust anchor is malformed." : describeReason(verdict.reason);
}

const HOME_MADE = "RFC 5280 has a MUST for CAs here; but home-made ones break it (see home-made.test.ts), OpenSSL takes them, and nothing hangs on it";
const BROWSERS = "a rule of the CA/Browser Forum for public CAs; RFC 5280 has none";
const COMMON_NAME = "a rule of the CA/Browser Forum for common names; nobody is known by one here, and at home they are anything";

/** Where the verdict is another than expected, and why. */
export const DIFFERENCES: Readonly<Record<string, string>> = {
	"rfc5280::aki::leaf-missing-aki": HOME_MADE,
	"rfc5280::ski::root-missing-ski": HOME_MADE,
	"rfc5280::aki::cross-signed-root-missing-aki": "such an anchor stands in cve::cve-2024-0567, too, which is to be accepted",
	"rfc5280::root-non-critical-basic-constraints": HOME_MADE,
	"webpki::aki::root-with-aki-all-fields": BROWSERS + ", and easy-rsa's roots are made like that",
	"webpki::cn::ipv4-hex-mismatch": COMMON_NAME,
	"webpki::cn::ipv4-leading-zeros-mismatch": COMMON_NAME,
	"webpki::cn::ipv6-uppercase-mismatch": COMMON_NAME,
	"webpki::cn::ipv6-uncompressed-mismatch": COMMON_NAME,
	"webpki::cn::ipv6-non-rfc5952-mismatch": COMMON_NAME,
	"webpki::cn::punycode-not-in-san": COMMON_NAME,
	"webpki::cn::utf8-vs-punycode-mismatch": COMMON_NAME,
	"webpki::cn::not-in-san": COMMON_NAME,
	"webpki::cn::case-mismatch": COMMON_NAME,
	"webpki::eku::ee-anyeku": BROWSERS + ": RFC 5280 §4.2.1.12 allows anyExtendedKeyUsage beside serverAuth",
	"webpki::eku::ee-critical-eku": BROWSERS + ": RFC 5280 §4.2.1.12 leaves it to the CA",
	"webpki::eku::ee-without-eku": BROWSERS + ", and the case conflicts with rfc5280::eku::ee-without-eku, which is kept",
	"webpki::eku::root-has-eku": BROWSERS + ", and node-forge's much copied example makes such roots",
	"webpki::nc::permitted-dns-match-noncritical": "conflicts with rfc5280::nc::permitted-dns-match-noncritical, which is kept: RFC 5280 §4.2.1.10 wants it critical",
	"webpki::ca-as-leaf": "conflicts with rfc5280::ca-as-leaf, which is kept",
	"webpki::ee-basicconstraints-ca": BROWSERS + ", and `openssl req -x509` makes such certificates",
	"webpki::san::san-critical-with-nonempty-subject": BROWSERS + ": RFC 5280 §4.2.1.6 has a SHOULD",
	"webpki::san::public-suffix-private-namespace-wildcard-san": "takes the list of public suffixes, which the device has no room for",
};
