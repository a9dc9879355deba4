import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { world } from "../../modules/simulator/world";
import type { SecureSession } from "../../modules/broker/broker-link";
import { readTrustAnchor } from "../../modules/trust/trust-anchor";
import { pem } from "../certs/tls-broker";
import { freePort } from "../mosquitto";
import { pause, until } from "../patience";
import { keyPemOf, make, NOW, type KeyName, type Made } from "../trust/certificate-maker";
import { hasOpenSsl } from "../trust/openssl";
import TLSSocket, { type SecureError } from "./tls";

let folder: string, server: ChildProcess | undefined;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "gattway-s_server-"));
	world.wifiUp = true;
});
afterEach(() => {
	server?.kill("SIGKILL");
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
	const path = join(folder, name);
	writeFileSync(path, content);
	return path;
}

/** `openssl s_server` with a chain, the leaf first. @returns its port */
async function serve([leaf, ...rest]: readonly Made[], options: readonly string[]): Promise<number> {
	const port = await freePort(), key = await keyPemOf(leaf!.key);
	const child = server = spawn("openssl", ["s_server", "-accept", `127.0.0.1:${port}`, "-cert", file("leaf.pem", pem(leaf!.der)), "-key", file("leaf.key", key),
		...rest.length ? ["-cert_chain", file("chain.pem", rest.map(({ der }) => pem(der)).join(""))] : [], "-tls1_2", ...options], { stdio: ["pipe", "pipe", "ignore"] });
	let said = "";
	child.stdout!.on("data", data => { said += data; });
	await until(() => said.includes("ACCEPT"));
	return port;
}

async function open(port: number, root: Made): Promise<{ sessions: SecureSession[]; errors: SecureError[] }> {
	const outcome = { sessions: [] as SecureSession[], errors: [] as SecureError[] };
	const socket = new TLSSocket({
		address: "127.0.0.1", host: "broker.test", port,
		secure: { anchors: [readTrustAnchor(root.der).anchor!], now: () => NOW },
		onSecure: session => outcome.sessions.push(session),
		onError: error => outcome.errors.push(error),
	});
	await until(() => outcome.sessions.length + outcome.errors.length > 0, 8_000);
	await pause(20);
	socket.close();
	return outcome;
}

(hasOpenSsl ? describe : describe.skip)("openssl s_server", () => {
	test.each<[KeyName, readonly string[]]>([
		["P-256 1", ["-strict", "-max_send_frag", "512"]], ["P-384 2", ["-strict", "-max_send_frag", "512"]], ["P-384 2", ["-strict", "-curves", "P-384"]],
	])("with a %s key, %j and a chain that is signed with SHA-384 is taken", async (key, options) => {
		const root = await make({ subject: "CN=Root", ca: true, key: "P-384 3" }), middle = await make({ subject: "CN=Middle", ca: true, key: "P-384 4", issuer: root });
		const port = await serve([await make({ issuer: middle, key }), middle], options);
		expect(await open(port, root)).toMatchObject({ errors: [], sessions: [{ suite: "ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", name: "broker.test" }] });
	}, 30_000);
	test.each<[string, readonly string[], RegExp]>([
		["offers RSA-PSS only", ["-sigalgs", "RSA-PSS+SHA256"], /alert 40/],
		["has no curve of the gateway's", ["-curves", "X25519"], /alert 40/],
		["has no suite of the gateway's", ["-cipher", "ECDHE-RSA-AES256-GCM-SHA384"], /alert 40/],
	])("that %s is refused, as by the chip", async (_, options, message) => {
		const root = await make({ subject: "CN=Root", ca: true });
		const port = await serve([await make({ issuer: root, key: "RSA" })], options);
		expect(await open(port, root)).toEqual({ sessions: [], errors: [expect.objectContaining({ failure: "TLS", reason: "alert", message: expect.stringMatching(message) as string })] });
	}, 30_000);
});
