import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { connect, type ConnectionOptions } from "node:tls";
import type { BrokerQuestion } from "./broker-probe";
import { NODE_OFFER } from "./gateway-hello";

const DEADLINE = 5_000;

/** What a broker settled on. */
interface Answer {
	/** "TLS 1.2". */
	readonly version: string;
	readonly suite: string;
	/** Curve of the key exchange; undefined where that was none. */
	readonly curve: string | undefined;
	/** "EC P-521", of its certificate. */
	readonly key: string;
}

/** All that Node's TLS has. */
const WIDE = Object.freeze({ ciphers: "ALL", ecdhCurve: "X25519:P-256:X448:P-521:P-384", sigalgs: undefined });
const UNKNOWN = "The cause is not known; the broker's own log may tell.";

/**
 * Why a broker that broke the handshake off does not take the gateway's offer, for people: the offer is made again with
 * one part of it widened at a time, and only what then differs is a cause. Nothing is sent after the handshake.
 */
export async function whatItLacks(question: BrokerQuestion): Promise<string> {
	const ask = (options: ConnectionOptions) => offer(question, { ...NODE_OFFER, ...options });
	const wide = await ask(WIDE);
	if (!wide) {
		const other = await ask({ ...WIDE, minVersion: "TLSv1", maxVersion: "TLSv1.3" });
		return other ? `It does not speak TLS 1.2, but ${other.version} with ${other.suite}. Let it take TLS 1.2.` :
			`It takes no wider offer either. ${UNKNOWN}`;
	}
	if (await ask({}))
		return `It takes the same offer from Node's TLS. ${UNKNOWN}`;
	const suites = await ask({ ciphers: WIDE.ciphers });
	if (suites)
		return `It lacks the gateway's cipher suites: with more to choose from it takes ${suites.suite}. ` +
			`Let it take ${mendedSuite(suites)}.`;
	const curves = await ask({ ecdhCurve: WIDE.ecdhCurve });
	if (curves)
		return `It lacks the gateway's curves: with more to choose from it takes ${curves.curve ?? "none"}, and its certificate's key is ` +
			`${curves.key}. Let it take ${named(NODE_OFFER.ecdhCurve)}, for both.`;
	const signatures = await ask({ sigalgs: WIDE.sigalgs });
	if (signatures)
		return `It lacks the gateway's signature algorithms: with more to choose from it answers, and its certificate's key is ${signatures.key}. ` +
			`Let it sign with ${named(NODE_OFFER.sigalgs).replaceAll("+", " with ")}, RSA as in PKCS #1 v1.5.`;
	return `It takes no offer that is wider in one way only; with all of Node's TLS it takes ${wide.suite}` +
		`${wide.curve === undefined ? "" : ` on ${wide.curve}`}, and its certificate's key is ${wide.key}. ` +
		`Let it take ${mendedSuite(wide)} on ${named(NODE_OFFER.ecdhCurve)}.`;
}

/** The one of the gateway's suites that goes with the broker's key. */
function mendedSuite({ suite }: Answer): string {
	return NODE_OFFER.ciphers.split(":").find(name => name.includes(suite.includes("ECDSA") ? "ECDSA" : "RSA"))!;
}

function named(list: string): string {
	return list.replaceAll(":", " or ");
}

function curveName(name: string): string {
	return ({ prime256v1: "P-256", secp384r1: "P-384", secp521r1: "P-521" } as Record<string, string>)[name] ?? name;
}

function keyOf({ publicKey: { asymmetricKeyDetails: details = {}, asymmetricKeyType: type } }: X509Certificate): string {
	return details.namedCurve !== undefined ? `EC ${curveName(details.namedCurve)}` : type === "rsa" ? `RSA ${details.modulusLength}` : type ?? "of an unknown kind";
}

/** The certificate's worth doesn't matter here. @returns undefined if there was no end to the handshake */
function offer({ deadline = DEADLINE, host, port, serverName }: BrokerQuestion, options: ConnectionOptions): Promise<Answer | undefined> {
	return new Promise(resolve => {
		const socket = connect({
			...options,
			host, port,
			...(isIP(serverName) ? {} : { servername: serverName }),
			ciphers: `${options.ciphers}:@SECLEVEL=0`,
			rejectUnauthorized: false,
		});
		const timer = setTimeout(() => finish(undefined), Math.min(deadline, DEADLINE));
		socket.once("secureConnect", () => {
			const share = socket.getEphemeralKeyInfo(), curve = share && "name" in share ? share.name : undefined;
			finish({
				version: (socket.getProtocol() ?? "").replace("v", " ").replace(/^TLS 1$/, "TLS 1.0"),
				suite: socket.getCipher().standardName.replace(/^TLS_/, ""),
				curve: curve && curveName(curve),
				key: keyOf(new X509Certificate(socket.getPeerCertificate().raw)),
			});
		});
		socket.once("close", () => finish(undefined));
		socket.on("error", () => finish(undefined));
		function finish(answer: Answer | undefined): void {
			clearTimeout(timer);
			resolve(answer);
			socket.destroy();
		}
	});
}
