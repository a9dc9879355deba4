import { KeyObject } from "node:crypto";
import { once } from "node:events";
import { createServer as createPlainServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { createServer } from "node:tls";
import type { TlsOptions } from "node:tls";
import { world } from "../../modules/simulator/world";
import { RECORD_LIMIT } from "../../modules/trust/handshake-guard";
import { readTrustAnchor } from "../../modules/trust/trust-anchor";
import type { SecureSession } from "../../modules/broker/broker-link";
import { Authority } from "../authority";
import { pem } from "../certs/tls-broker";
import { pause, until } from "../patience";
import { DAY, keysOf, make } from "../trust/certificate-maker";
import { WINDOW } from "./stream-socket";
import TLSSocket, { OVERHEAD } from "./tls";
import type { SecureError, TLSOptions } from "./tls";

// making an RSA key takes seconds on a busy machine
jest.setTimeout(30_000);

const CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";

let authority: Authority, identity: { certificate: string; key: string };
let server: Server | undefined, port: number;
let peers: Socket[] = [], sockets: TLSSocket[] = [];

beforeAll(async () => {
	authority = await Authority.create({ name: "Test authority" });
	identity = await authority.issue({ names: ["localhost"], addresses: ["127.0.0.1"] });
});
beforeEach(() => {
	world.wifiUp = true;
});
afterEach(async () => {
	sockets.forEach(socket => socket.close());
	peers.forEach(peer => peer.destroy());
	sockets = [];
	peers = [];
	if (server?.listening) {
		server.close();
		await once(server, "close");
	}
	server = undefined;
});

async function listen(listener: Server): Promise<void> {
	server = listener.on("connection", (peer: Socket) => peers.push(peer.on("error", () => {})));
	server.on("tlsClientError", () => {});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	({ port } = server.address() as AddressInfo);
}

const anchor = ({ der }: Authority) => readTrustAnchor(der).anchor!;

const secure = (options: TlsOptions = {}) => listen(createServer(
	{ cert: identity.certificate, key: identity.key, ...options },
	peer => peers.push(peer.on("error", () => {})),
));

interface Outcome {
	socket: TLSSocket;
	sessions: SecureSession[];
	errors: (SecureError | undefined)[];
	writable: number[];
	order: string[];
	received: string;
}

/** Connects to the server and waits until it is settled whether that works. */
async function open(options: Partial<TLSOptions> = {}): Promise<Outcome> {
	const outcome: Omit<Outcome, "socket"> = { sessions: [], errors: [], writable: [], order: [], received: "" };
	const socket = new TLSSocket({
		address: "127.0.0.1",
		host: "localhost",
		port,
		onSecuring: () => outcome.order.push("securing"),
		onSecure(session) {
			outcome.order.push("secure");
			outcome.sessions.push(session);
		},
		onWritable(count) {
			outcome.order.push("writable");
			outcome.writable.push(count);
		},
		onReadable() {
			outcome.received += Buffer.from(this.read() as ArrayBuffer).toString();
		},
		onError: error => outcome.errors.push(error),
		...options,
		secure: { anchors: [anchor(authority)], now: Date.now, ...options.secure },
	});
	sockets.push(socket);
	await until(() => outcome.writable.length + outcome.errors.length > 0);
	await pause(20);
	return Object.assign(outcome, { socket });
}

function expectRefusal(outcome: Outcome, message: RegExp, lasting = true, failure = "TLS"): void {
	expect(outcome.errors).toEqual([expect.objectContaining({ failure, message: expect.stringMatching(message) as string, lasting })]);
	expect(outcome.sessions).toEqual([]);
	expect(outcome.writable).toEqual([]);
}

describe("TLS socket, refusing", () => {
	it("a certificate of an unknown authority", async () => {
		await secure();
		const stranger = await Authority.create({ name: "Test authority" });
		expectRefusal(await open({ secure: { anchors: [anchor(stranger)], now: Date.now } }), /CN=localhost.*wasn't signed with its key/);
	});
	it("every certificate when nothing is trusted", async () => {
		await secure();
		expectRefusal(await open({ secure: { anchors: [], now: Date.now } }), /there are no trust anchors/);
	});
	it("a certificate for another name", async () => {
		await secure();
		expectRefusal(await open({ host: "example.com" }), /is for localhost, .*not for example.com/);
	});
	it("an expired certificate", async () => {
		const expired = await authority.issue({ names: ["localhost"], notBefore: new Date(Date.now() - 9e7), notAfter: new Date(Date.now() - 1e7) });
		await secure({ cert: expired.certificate, key: expired.key });
		expectRefusal(await open(), /expired/);
	});
	it("a certificate that has expired by the gateway's clock", async () => {
		await secure();
		expectRefusal(await open({ secure: { anchors: [anchor(authority)], now: () => Date.now() + 1e11 } }), /expired on/);
	});
	it("a certificate that is not valid yet by the gateway's clock", async () => {
		await secure();
		expectRefusal(await open({ secure: { anchors: [anchor(authority)], now: () => 0 } }), /is not valid before/);
	});
	it("a broker without a suite in common", async () => {
		await secure({ ciphers: "ECDHE-ECDSA-AES256-GCM-SHA384", maxVersion: "TLSv1.2" });
		expectRefusal(await open(), /sent alert 40, handshake_failure/, false);
	});
	it("a broker that speaks TLS 1.3 only", async () => {
		await secure({ minVersion: "TLSv1.3" });
		expectRefusal(await open(), /sent alert 70, protocol_version/, false);
	});
	it("a peer that does not speak TLS", async () => {
		await listen(createPlainServer(peer => peer.write("220 welcome to something else\r\n")));
		expectRefusal(await open(), /does not speak TLS .*is this the port for TLS/, false);
	});
	it("a peer that hangs up during the handshake", async () => {
		await listen(createPlainServer(peer => peer.once("data", () => peer.end())));
		expectRefusal(await open(), /(ended|reset) the connection in the TLS handshake/, false);
	});
	it("a broker that sends more than its chain may hold, which Node would sort out", async () => {
		const others = await Promise.all(Array.from({ length: 10 }, (_, index) => Authority.create({ name: `Other ${index}` })));
		await secure({ cert: [identity, ...others].map(({ certificate }) => certificate).join("\n") });
		expectRefusal(await open(), /sent 11 certificates, and 10 are the most/);
	});
	it("a broker that signs its key share with RSA-PSS only", async () => {
		const other = await authority.issue({ names: ["localhost"], key: "RSA" });
		await secure({ cert: other.certificate, key: other.key, sigalgs: "RSA-PSS+SHA256" });
		expectRefusal(await open(), /alert 40/, false);
	});
	it("a broker that wants a client certificate where there is none", async () => {
		await secure({ requestCert: true, rejectUnauthorized: true, ca: authority.certificate });
		expectRefusal(await open(), /asked for a client certificate and .*the gateway has none; give it one with --cert and --key/);
	});
	it("nobody after the handshake: a peer that is refused never finishes it", async () => {
		let secured = 0;
		await listen(createServer({ cert: identity.certificate, key: identity.key }, () => secured++));
		await open({ host: "example.com" });
		await pause(50);
		expect(secured).toBe(0);
	});
	it("a closed port", async () => {
		await secure();
		server!.close();
		expectRefusal(await open(), /nothing listens there/, false, "not reachable");
	});
});

describe("TLS socket", () => {
	it("tells what was settled before there is room to write", async () => {
		await secure();
		const { order, writable } = await open();
		expect(order).toEqual(["securing", "secure", "writable"]);
		expect(writable).toEqual([WINDOW - OVERHEAD]);
	});
	it.each([["RSA", "ECDHE_RSA_WITH_AES_128_GCM_SHA256"], ["EC", "ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"]] as const)("settles on the suite for an %s key", async (key, suite) => {
		const other = await authority.issue({ names: ["broker.example", "localhost"], key });
		await secure({ cert: other.certificate, key: other.key });
		const { sessions } = await open();
		expect(sessions).toMatchObject([{
			version: "TLS 1.2", suite, name: "broker.example", notAfter: expect.any(Number), anchor: "CN=Test authority",
		}]);
		expect(sessions[0]!.notAfter).toBeGreaterThan(Date.now());
	});
	it.each(["RSA", "P-256"] as const)("shows a client certificate with an %s key to a broker that asks for one", async key => {
		const validity = { notBefore: Date.now() - DAY, notAfter: Date.now() + DAY };
		const root = await make({ ...validity, subject: "CN=Clients", ca: true });
		const client = await make({ ...validity, subject: "CN=gateway", issuer: root, key, purposes: [CLIENT_AUTHENTICATION] });
		await secure({ requestCert: true, rejectUnauthorized: true, ca: pem(root.der) });
		const secret = KeyObject.from((await keysOf(client.key)).privateKey).export({ type: "pkcs8", format: "der" });
		const own = { certificate: client.der, key: new Uint8Array(secret) };
		expect(await open({ secure: { anchors: [anchor(authority)], now: Date.now, identity: own } })).toMatchObject({ errors: [], sessions: [{ version: "TLS 1.2" }] });
	});
	it("ends at a record that is longer than the gateway has room for", async () => {
		await secure();
		const outcome = await open();
		peers.at(-1)!.write(Buffer.alloc(RECORD_LIMIT + 1));
		await until(() => outcome.errors.length > 0);
		expect(outcome).toMatchObject({ received: "", errors: [{ failure: "TLS", reason: "record size", message: expect.stringMatching(/of \d+ bytes is longer than the \d+ that the gateway has room for/) }] });
	});
	it("checks an address", async () => {
		await secure();
		expect((await open({ host: "127.0.0.1" })).errors).toEqual([]);
	});
	it("exchanges bytes, and reports the end after the last of them", async () => {
		await secure();
		const outcome = await open();
		const peer = peers.at(-1)!;
		expect(outcome.socket.write(Buffer.from("ping"))).toBe(WINDOW - OVERHEAD - 4 - OVERHEAD);
		const [data] = await once(peer, "data");
		expect(data.toString()).toBe("ping");
		peer.end("pong");
		await until(() => outcome.errors.length > 0);
		expect(outcome.received).toBe("pong");
		expect(outcome.errors).toMatchObject([{ failure: "connection lost", message: expect.stringContaining("ended the connection"), lasting: false }]);
	});
	it("delivers what was written before close, and calls nothing back after it", async () => {
		await secure();
		const outcome = await open();
		const peer = peers.at(-1)!;
		let received = "";
		peer.on("data", data => { received += data; }).write("late");
		outcome.socket.write(Buffer.from("farewell"));
		outcome.socket.close();
		await once(peer, "end");
		expect(received).toBe("farewell");
		await pause(20);
		expect(outcome).toMatchObject({ errors: [], received: "" });
	});
	it("is silent without Wi-Fi", async () => {
		await secure();
		const outcome = await open();
		world.wifiUp = false;
		peers.at(-1)!.end("lost?");
		await pause(80);
		expect(outcome).toMatchObject({ errors: [], received: "" });
		world.wifiUp = true;
		await until(() => outcome.errors.length > 0);
		expect(outcome.received).toBe("lost?");
	});
});
