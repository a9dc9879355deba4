import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyChain } from "../../modules/trust/chain-verifier";
import { describeReason } from "../../modules/trust/reason-text";
import { readTrustAnchor } from "../../modules/trust/trust-anchor";
import { NodeSignatures } from "../../certs/node-signatures";
import { hasOpenSsl } from "./openssl";

/*
 * What people's own CAs make, by the commands and the extensions that each tool's manual or configuration has. Much of
 * it breaks a MUST of RFC 5280 for CAs, and all of it has to be accepted.
 */

/** Extensions of one certificate as openssl's configuration has them; undefined: the command line's defaults. */
type Extensions = readonly string[] | undefined;

interface Recipe {
	readonly title: string;
	readonly root: Extensions;
	/** Of the CA between. */
	readonly middle?: readonly string[];
	/** Absent: the root is the broker's own certificate. */
	readonly leaf?: readonly string[];
	/** The leaf's; CN=broker unless given. */
	readonly subject?: string;
	/** More of the command that makes the root. */
	readonly flags?: readonly string[];
}

const NAMES = "subjectAltName=DNS:broker.test";
const TLS_GEN_CA = ["basicConstraints=CA:true", "keyUsage=keyCertSign,cRLSign"];
const STEP_LEAF = ["keyUsage=critical,digitalSignature", "extendedKeyUsage=serverAuth,clientAuth", "subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid"];
const STEP_CA = ["keyUsage=critical,keyCertSign,cRLSign", "basicConstraints=critical,CA:TRUE,pathlen:0", "subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid"];

const recipes: readonly Recipe[] = [
	{ title: "mosquitto's manual, with a subjectAltName", root: undefined, leaf: [NAMES] },
	{ title: "openssl req -x509 with the broker's name, for everything", root: undefined, flags: ["-addext", NAMES] },
	{ title: "the same with a keyUsage for TLS", root: undefined, flags: ["-addext", NAMES, "-addext", "keyUsage=digitalSignature,keyEncipherment"] },
	{ title: "the same with a keyUsage of a CA", root: undefined, flags: ["-addext", NAMES, "-addext", "keyUsage=critical,keyCertSign,cRLSign"] },
	{ title: "the same with serial number 0", root: undefined, flags: ["-addext", NAMES, "-set_serial", "0"] },
	{
		title: "easy-rsa 3.1", root: ["basicConstraints=CA:TRUE", "subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid:always,issuer:always", "keyUsage=cRLSign,keyCertSign"],
		leaf: ["basicConstraints=CA:FALSE", "subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid,issuer:always", "extendedKeyUsage=serverAuth", "keyUsage=digitalSignature,keyEncipherment", NAMES],
	},
	{
		title: "RabbitMQ's tls-gen with an intermediate", root: TLS_GEN_CA, middle: TLS_GEN_CA,
		leaf: ["basicConstraints=CA:false", "keyUsage=digitalSignature,keyEncipherment", "extendedKeyUsage=serverAuth", NAMES],
	},
	{
		title: "a CA without its key identifier, and the leaf's authorityKeyIdentifier by issuer and serial number",
		root: ["basicConstraints=CA:TRUE"], leaf: ["authorityKeyIdentifier=keyid,issuer", "basicConstraints=CA:FALSE", "keyUsage=digitalSignature,nonRepudiation,keyEncipherment,dataEncipherment", NAMES],
	},
	{
		title: "mkcert", root: ["keyUsage=critical,keyCertSign", "basicConstraints=critical,CA:TRUE,pathlen:0", "subjectKeyIdentifier=hash"],
		leaf: ["keyUsage=critical,digitalSignature,keyEncipherment", "extendedKeyUsage=serverAuth", "authorityKeyIdentifier=keyid", NAMES],
	},
	{ title: "step-ca", root: STEP_CA.map(line => line.replace("pathlen:0", "pathlen:1")), middle: STEP_CA, leaf: [...STEP_LEAF, NAMES, "1.3.6.1.4.1.37476.9000.64.1=ASN1:SEQUENCE:provisioner", "[provisioner]", "type=INTEGER:1"] },
	{
		title: "Let's Encrypt without a common name", root: STEP_CA.map(line => line.replace(",pathlen:0", "")), middle: STEP_CA, subject: "/",
		leaf: [...STEP_LEAF, "subjectAltName=critical,DNS:broker.test", "basicConstraints=critical,CA:FALSE", "authorityInfoAccess=caIssuers;URI:http://r.example/", "certificatePolicies=2.23.140.1.2.1"],
	},
	{ title: "extensions with values that are no DER", root: undefined, leaf: [NAMES, "1.2.3.4=DER:666f6f"] },
	{ title: "critical where it may be", root: undefined, leaf: ["basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature", "extendedKeyUsage=critical,serverAuth", "subjectAltName=critical,DNS:broker.test"] },
];

/** The chain that the broker sends, and the anchor. */
function follow(recipe: Recipe, folder: string): { chain: Uint8Array[]; anchor: Uint8Array } {
	const path = (name: string) => join(folder, name);
	const openssl = (...command: string[]) => execFileSync("openssl", command, { stdio: "pipe" });
	const der = (name: string) => new Uint8Array(new X509Certificate(readFileSync(path(`${name}.pem`))).raw);
	const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
	const configuration = (name: string, extensions: readonly string[]) => {
		writeFileSync(path(`${name}.cnf`), ["[req]", "distinguished_name=name", "x509_extensions=ours", "[name]", "[ours]", ...extensions, ""].join("\n"));
		return path(`${name}.cnf`);
	};
	openssl("req", "-x509", ...KEY, "-keyout", path("root.key"), "-out", path("root.pem"), "-days", "365", "-subj", "/CN=Home CA", ...recipe.flags ?? [],
		...recipe.root ? ["-config", configuration("root", recipe.root)] : []);
	const issue = (name: string, subject: string, issuer: string, extensions: readonly string[]) => {
		openssl("req", "-new", ...KEY, "-keyout", path(`${name}.key`), "-out", path(`${name}.csr`), "-subj", subject);
		openssl("x509", "-req", "-in", path(`${name}.csr`), "-CA", path(`${issuer}.pem`), "-CAkey", path(`${issuer}.key`), "-CAcreateserial", "-days", "90",
			"-extensions", "ours", "-extfile", configuration(name, extensions), "-out", path(`${name}.pem`));
	};
	if (!recipe.leaf)
		return { chain: [der("root")], anchor: der("root") };
	if (recipe.middle)
		issue("middle", "/CN=Home intermediate CA", "root", recipe.middle);
	issue("leaf", recipe.subject ?? "/CN=broker", recipe.middle ? "middle" : "root", recipe.leaf);
	return { chain: recipe.middle ? [der("leaf"), der("middle")] : [der("leaf")], anchor: der("root") };
}

(hasOpenSsl ? describe : describe.skip)(hasOpenSsl ? "accepted is" : "skipped, because there is no openssl command: accepted is", () => {
	test.each(recipes.map(recipe => [recipe.title, recipe] as const))("%s", (_title, recipe) => {
		const folder = mkdtempSync(join(tmpdir(), "gattway-home-made-"));
		try {
			const { chain, anchor } = follow(recipe, folder);
			const verdict = verifyChain(chain, { anchors: [readTrustAnchor(anchor).anchor!], host: "broker.test", now: Date.now(), signatures: new NodeSignatures() });
			expect(verdict.accepted ? "accepted" : describeReason(verdict.reason)).toBe("accepted");
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});
