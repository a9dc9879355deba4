import assert from "node:assert/strict";
import { KeyObject } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DAY, keyPemOf, keysOf, type KeyName, make, pemOf, rawExtension, type Made, type Order } from "../trust/certificate-maker";
import { element, sequence } from "../trust/der-writer";
import { freePort, Mosquitto } from "../mosquitto";
import { until } from "../patience";
import type { Cases } from "./cases";
import { CACHE } from "./project";

interface Variant {
	readonly name: string;
	/** The broker's own certificate first. */
	readonly chain: readonly Made[];
	readonly settings?: readonly string[];
	/** What the console says next: that it is connected, unless given. */
	readonly says?: RegExp;
}

/** All addresses of IPv4 are permitted, and what doesn't know the extension may go on without it. */
const NOT_CRITICAL = rawExtension("2.5.29.30", false, sequence(element(0xa0, sequence(element(0x87, new Uint8Array(8))))));


async function start(port: number, { chain, settings = [] }: Variant): Promise<Mosquitto> {
	const key = await keyPemOf(chain[0]!.key);
	return Mosquitto.start({ port, identity: { certificate: chain.map(pemOf).join(""), key }, users: { gateway: "secret" }, settings });
}

async function variants(root: Made, rootPath: string, dated: (order: Order) => Promise<Made>): Promise<Variant[]> {
	const addresses = ["127.0.0.1"];
	const middle = await dated({ subject: "CN=Middle", ca: true, issuer: root });
	const middle384 = await dated({ subject: "CN=Middle on P-384", ca: true, issuer: root, key: "P-384 11", hash: "SHA-384" });
	const leaf = await dated({ issuer: root, addresses });
	const old = await make({ subject: "CN=Old", ca: true, notBefore: 0, notAfter: DAY });
	const cross = await make({ subject: "CN=Other", ca: true, issuer: old, notBefore: 0, notAfter: DAY });
	const careless = await dated({ subject: "CN=Careless", ca: true, issuer: root, extra: [NOT_CRITICAL] });
	const long: Made[] = [];
	for (let i = 1; i < 10; i++)
		long.unshift(await dated({ subject: `CN=CA ${i}`, ca: true, issuer: long[0] ?? root }));
	return [
		{ name: "leaf only, ECDSA, for an address", chain: [leaf] },
		{ name: "leaf and intermediate", chain: [await dated({ issuer: middle, addresses }), middle] },
		{ name: "leaf, intermediate and root", chain: [await dated({ issuer: middle, addresses }), middle, root] },
		{ name: "ten certificates, all on the path", chain: [await dated({ issuer: long[0]!, addresses }), ...long] },
		{ name: "an intermediate that breaks RFC 5280", chain: [await dated({ issuer: careless, addresses }), careless],
			says: /mqtt +ERROR .*CN=Careless\) breaks RFC 5280: nameConstraints must be critical/ },
		{ name: "RSA", chain: [await dated({ issuer: root, addresses, key: "RSA" })] },
		{ name: "a key on P-384", chain: [await dated({ issuer: root, addresses, key: "P-384 12", hash: "SHA-384" })] },
		{ name: "an intermediate on P-384, which signs with SHA-384, for a key on P-256", chain: [await dated({ issuer: middle384, addresses, hash: "SHA-384" }), middle384] },
		{ name: "Debian's default cipher list", chain: [leaf], settings: ["ciphers DEFAULT:@SECLEVEL=2"] },
		{ name: "a client certificate is wanted", chain: [leaf], settings: [`cafile ${rootPath}`, "require_certificate true"], says: /mqtt +(WARNING|ERROR) .*client certificate/ },
		{ name: "leaf without its intermediate", chain: [await dated({ issuer: middle, addresses })], says: /mqtt +ERROR .*was issued by CN=Middle, which the broker didn't send/ },
		{ name: "the address as a DNS name", chain: [await dated({ issuer: root, names: addresses })], says: /mqtt +ERROR .*has 127\.0\.0\.1 as a DNS name.*IP:127\.0\.0\.1 in subjectAltName/ },
		{ name: "another CA, and its expired cross-signed root", chain: [await dated({ issuer: cross, addresses }), cross], says: /mqtt +ERROR .*was issued by CN=Other, which is not a trust anchor.*the trust anchors are: CN=Root of many\. Put that CA into certs/ },
		{ name: "near its end", chain: [await dated({ issuer: root, addresses, notAfter: Date.now() + DAY / 8 })], says: /tls +WARNING CN=Broker expires in 3 h/ },
		{ name: "no cipher suite in common", chain: [leaf], settings: ["ciphers ECDHE-ECDSA-AES256-GCM-SHA384"], says: /mqtt +(WARNING|ERROR) .*alert 40, handshake_failure: it shares no/ },
		{ name: "TLS 1.3 only", chain: [leaf], settings: ["tls_version tlsv1.3"], says: /mqtt +(WARNING|ERROR) .*alert 70, protocol_version: it does not speak TLS 1\.2/ },
	];
}

export const mosquittoCases: Cases = {
	async "mosquitto in many settings: the gateway connects, or says at once and by name why not"({ bench, remark }) {
		const opened = await bench(), port = await freePort(), now = Date.now();
		const dated = (order: Order) => make({ notBefore: now - DAY, notAfter: now + 60 * DAY, ...order });
		const root = await dated({ subject: "CN=Root of many", ca: true }), anchor = join(CACHE, "many.pem");
		mkdirSync(CACHE, { recursive: true });
		writeFileSync(anchor, pemOf(root));
		await opened.run({
			main: "host-test/xs/app/impatient",
			config: { broker: `mqtts://127.0.0.1:${port}`, log: "info" },
			anchors: [anchor],
			duration: 120_000,
			during: async lines => {
				const failed: string[] = [];
				for (const variant of await variants(root, anchor, dated)) {
					const before = lines.length, broker = await start(port, variant);
					const said = () => lines.slice(before).find(line => (variant.says ?? /mqtt +connected to/).test(line));
					try {
						await until(() => said() !== undefined, 8_000);
						if (variant.says?.source.startsWith("mqtt"))
							assert.doesNotMatch(broker.log, /as gattway-/, "it got CONNECT");
						remark(`${variant.name}: ${said()!.replace(/^\s*[\d.]+ mqtt +/, "").slice(0, 110)}`);
					} catch {
						failed.push(`${variant.name}:`, ...lines.slice(before), ...broker.log.split("\n").slice(-3));
					} finally {
						await broker.close();
					}
				}
				assert.equal(failed.length, 0, failed.join("\n"));
			},
		});
	},
	async "mutual TLS: mosquitto takes the gateway's client certificate, and one that it refuses is told by name"({ bench, remark }) {
		const opened = await bench(), now = Date.now();
		const dated = (order: Order) => make({ notBefore: now - DAY, notAfter: now + 60 * DAY, ...order });
		const [root, stranger] = [await dated({ subject: "CN=Root of both", ca: true }), await dated({ subject: "CN=Stranger", ca: true })];
		const leaf = await dated({ issuer: root, addresses: ["127.0.0.1"] }), anchor = join(CACHE, "both.pem");
		mkdirSync(CACHE, { recursive: true });
		writeFileSync(anchor, pemOf(root));
		const broker = await start(await freePort(), { name: "", chain: [leaf], settings: [`cafile ${anchor}`, "require_certificate true"] });
		const attempt = async (issuer: Made, kind: KeyName, type: "pkcs8" | "sec1", expected: RegExp) => {
			const own = await dated({ subject: "CN=gattway", issuer, key: kind, purposes: [] }), certificate = join(CACHE, "client.der"), key = join(CACHE, "client-key.der");
			writeFileSync(certificate, own.der);
			writeFileSync(key, KeyObject.from((await keysOf(kind)).privateKey).export({ type: type as "pkcs8", format: "der" }));
			await opened.run({
				config: { broker: `mqtts://127.0.0.1:${broker.port}`, log: "info", sntp: `${type}.${issuer === root ? "a" : "b"}.example` },
				anchors: [anchor],
				client: [certificate, key],
				duration: 60_000,
				during: async lines => {
					await until(() => lines.some(line => expected.test(line)), 30_000);
					remark(lines.find(line => expected.test(line))!.replace(/^\s*[\d.]+ mqtt +/, "").slice(0, 130));
				},
			});
		};
		try {
			await attempt(root, "P-256 9999", "sec1", /mqtt +connected to/);
			await attempt(root, "RSA", "pkcs8", /mqtt +connected to/);
			await attempt(stranger, "P-256 9999", "pkcs8", /mqtt +ERROR .*asked for a client certificate and .* it does not take the one in certs\/client\.der/);
		} finally {
			await broker.close();
		}
	},
};
