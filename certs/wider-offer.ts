import { isIP } from "node:net";
import { connect, type SecureVersion } from "node:tls";
import type { BrokerQuestion } from "./broker-probe";

const DEADLINE = 5_000;

/** What a broker speaks that did not take the gateway's offer, for people; undefined where it can't be found out. */
export async function whatItSpeaks(question: BrokerQuestion): Promise<string | undefined> {
	const mend = "Let it take TLS 1.2 with ECDHE-ECDSA-AES128-GCM-SHA256 or ECDHE-RSA-AES128-GCM-SHA256, on the curve P-256.";
	const same = await offer(question, "TLSv1.2", "TLSv1.2");
	if (same)
		return `To a wider offer it answers with TLS 1.2, but ${same.suite}${same.curve}. ${mend}`;
	const other = await offer(question, "TLSv1", "TLSv1.3");
	return other && `It does not speak TLS 1.2, but ${other.version} with ${other.suite}. ${mend}`;
}

/** Everything that Node's TLS has between two versions. The certificate doesn't matter: nothing is sent. */
function offer({ deadline = DEADLINE, host, port, serverName }: BrokerQuestion, minVersion: SecureVersion, maxVersion: SecureVersion):
	Promise<{ version: string; suite: string; curve: string } | undefined> {
	return new Promise(resolve => {
		const socket = connect({
			host, port, minVersion, maxVersion,
			...(isIP(serverName) ? {} : { servername: serverName }),
			ciphers: "ALL:@SECLEVEL=0",
			ecdhCurve: "auto",
			rejectUnauthorized: false,
		});
		const timer = setTimeout(() => finish(false), Math.min(deadline, DEADLINE));
		socket.once("secureConnect", () => finish(true));
		socket.once("close", () => finish(false));
		socket.on("error", () => finish(false));
		function finish(done: boolean): void {
			clearTimeout(timer);
			const key = done ? socket.getEphemeralKeyInfo() : undefined, name = key && "name" in key ? key.name : undefined;
			resolve(done ? {
				version: (socket.getProtocol() ?? "").replace("v", " ").replace(/^TLS 1$/, "TLS 1.0"),
				suite: socket.getCipher().standardName.replace(/^TLS_/, ""),
				curve: name ? ` (on ${name === "prime256v1" ? "P-256" : name})` : "",
			} : undefined);
			socket.destroy();
		}
	});
}
