import dns from "node:dns";
import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import type { TlsOptions } from "node:tls";
import { Authority } from "../authority";
import { make, type Made, type Order } from "../trust/certificate-maker";
import { freePort, Mosquitto } from "../mosquitto";
import { AT, Folder, run } from "./command-run";
import { recordFlight, startBroker, startPlainServer, type TestBroker } from "./tls-broker";

// making an RSA key takes seconds on a busy machine
jest.setTimeout(30_000);

let root: Made, leaf: Made, folder: Folder;
const brokers: TestBroker[] = [];

beforeAll(async () => {
	root = await make({ subject: "CN=Root", ca: true });
	leaf = await make({ issuer: root, key: "RSA", addresses: ["127.0.0.1"] });
	folder = new Folder();
	folder.file("ca.der", root.der);
});
afterEach(async () => {
	await Promise.all(brokers.splice(0).map(broker => broker.close()));
});
afterAll(() => folder.remove());

function ask(url: string, deadline?: number) {
	return run([url, "--folder", folder.path, ...AT], deadline);
}
async function kept(starting: Promise<TestBroker>): Promise<string> {
	const broker = await starting;
	brokers.push(broker);
	return broker.url;
}

test("says that nothing listens", async () => {
	const port = await freePort();
	const { code, output } = await ask(`mqtts://127.0.0.1:${port}`);
	expect(code).toBe(1);
	expect(output).toContain(`refused: 127.0.0.1:${port} is not reachable: nothing listens there (ECONNREFUSED).`);
});
test.each([
	["ENOTFOUND", /refused: the name broker\.test was not resolved: the name server does not know it\./],
	["EAI_AGAIN", /refused: the name broker\.test was not resolved: the name server did not answer, or there is none\./],
])("says that a name is not resolved (%s)", async (code, message) => {
	const lookup = jest.spyOn(dns, "lookup").mockImplementation(((_host: string, _options: unknown, callback: (error: Error) => void) =>
		process.nextTick(callback, Object.assign(new Error(code), { code, syscall: "getaddrinfo" }))) as never);
	const run = await ask("mqtts://broker.test");
	lookup.mockRestore();
	expect(run.code).toBe(1);
	expect(run.output).toMatch(message);
});
test("gives up on a server that is silent", async () => {
	const { code, output } = await ask(await kept(startPlainServer("")), 200);
	expect(code).toBe(1);
	expect(output).toMatch(/did not finish the TLS handshake within 0\.2 s/);
});
test.each([
	["answers in clear", "HTTP/1.1 400 Bad Request\r\n\r\n", /does not speak TLS .*is this the port for TLS\?/],
	["hangs up", undefined, /ended the connection in the TLS handshake, without saying why/],
	["sends an alert", Uint8Array.of(21, 3, 3, 0, 2, 2, 80), /refused: the broker sent alert 80, internal_error\./],
])("explains a server that %s", async (_, answer, message) => {
	const { code, output } = await ask(await kept(startPlainServer(answer)));
	expect(code).toBe(1);
	expect(output).toMatch(message);
});
test("explains a server with TLS 1.3 only", async () => {
	const { code, output } = await ask(await kept(startBroker([leaf], { minVersion: "TLSv1.3" })));
	expect(code).toBe(1);
	expect(output).toMatch(/^refused: the broker sent alert 70, protocol_version: it does not speak TLS 1\.2\.$/m);
	expect(output).toMatch(/^It does not speak TLS 1\.2, but TLS 1\.3 with AES_256_GCM_SHA384\. Let it take TLS 1\.2\.$/m);
});
describe("advises only what the broker does not allow already:", () => {
	async function advice(order: Order, options: TlsOptions): Promise<string> {
		const made = await make({ issuer: root, addresses: ["127.0.0.1"], ...order });
		const { code, output } = await ask(await kept(startBroker([made], { maxVersion: "TLSv1.2", ...options })));
		expect(code).toBe(1);
		return output.split("\n").at(-2)!;
	}
	test.each([["P-256 1", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-GCM-SHA256"], ["RSA", "ECDHE-RSA-CHACHA20-POLY1305", "ECDHE-RSA-AES128-GCM-SHA256"]] as const)("a suite for its %s key", async (key, ciphers, mend) => {
		expect(await advice({ key }, { ciphers })).toMatch(new RegExp(`^It lacks the gateway's cipher suites: with more to choose from it takes ECDHE_.*\\. Let it take ${mend}\\.$`));
	});
	test("a curve, with the gateway's suite among many that the broker likes better", async () => {
		expect(await advice({}, { ecdhCurve: "P-521", ciphers: "ALL", honorCipherOrder: true })).toMatch(
			/^It lacks the gateway's curves: with more to choose from it takes P-521, and its certificate's key is EC P-256\. Let it take P-256.*, for both\.$/);
	});
	test("a key on another curve", async () => {
		expect(await advice({ key: "P-521" }, {})).toMatch(/^It lacks the gateway's curves: .*P-521/);
	});
	test("signatures as in PKCS #1", async () => {
		expect(await advice({ key: "RSA" }, { sigalgs: "RSA-PSS+SHA256" })).toMatch(
			/^It lacks the gateway's signature algorithms: .* key is RSA 2048\. Let it sign with ECDSA with SHA256 or .*, RSA as in PKCS #1 v1\.5\.$/);
	});
	test("more than one at once", async () => {
		expect(await advice({}, { ecdhCurve: "P-521", ciphers: "ECDHE-ECDSA-AES256-GCM-SHA384" })).toMatch(
			/^It takes no offer that is wider in one way only; with all of Node's TLS it takes ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 on P-521, /);
	});
	test("nothing where that is not the cause", async () => {
		expect((await ask(await kept(startPlainServer(undefined)))).output).toMatch(/^It takes no wider offer either\. The cause is not known; the broker's own log may tell\.$/m);
	});
	test("nothing where the same offer is taken the next time", async () => {
		const genuine = await startBroker([leaf]);
		brokers.push(genuine);
		let count = 0;
		const front = createServer(socket => {
			const back = connect(genuine.port, "127.0.0.1").on("error", () => {});
			socket.on("error", () => {}).pipe(back).pipe(socket);
			if (count++ === 0)
				socket.destroy();
		});
		await once(front.listen(0, "127.0.0.1"), "listening");
		const { output } = await ask(`mqtts://127.0.0.1:${(front.address() as AddressInfo).port}`);
		front.close();
		expect(output).toMatch(/^It takes the same offer from Node's TLS\. The cause is not known; the broker's own log may tell\.$/m);
	});
});
describe("a server that repeats what another one once said", () => {
	/** `change` changes the flight. */
	async function repeat(change: (flight: Uint8Array) => void): Promise<string> {
		const genuine = await startBroker([leaf]);
		brokers.push(genuine);
		const flight = await recordFlight(genuine);
		change(flight);
		const { code, output } = await ask(await kept(startPlainServer(flight)));
		expect(code).toBe(1);
		return output;
	}
	test("does not hold the key of its certificate, which is shown", async () => {
		const output = await repeat(() => {});
		expect(output).toMatch(/^1 {2}CN=Broker$/m);
		expect(output).toMatch(/^refused: the signature on the broker's key share is wrong: it does not hold the key/m);
	});
	test("is refused with an older version", async () => {
		expect(await repeat(flight => { flight[10] = 2; })).toContain("refused: the broker chose protocol version 0x0302; the gateway speaks TLS 1.2");
	});
	test("is refused with a suite that was not offered", async () => {
		expect(await repeat(flight => { flight[44 + flight[43]! + 1] = 0x30; })).toContain("refused: the broker chose cipher suite 0xc030, which was not offered.");
	});
});

(Mosquitto.installed ? describe : describe.skip)("mosquitto", () => {
	test.each(["RSA", "EC"] as const)("with an %s certificate is accepted", async key => {
		const authority = await Authority.create({ key });
		const identity = await authority.issue({ names: ["localhost"], addresses: ["127.0.0.1"] });
		const own = new Folder();
		own.file("ca.der", authority.der);
		const broker = await Mosquitto.start({ identity });
		const { code, output } = await run([`mqtts://localhost:${broker.port}`, "--folder", own.path]);
		await broker.close();
		own.remove();
		expect(output).toMatch(/^mqtts:\/\/localhost:\d+ at 127\.0\.0\.1, /);
		expect(output).toMatch(/^accepted: /m);
		expect(code).toBe(0);
	});
	test("in clear is not taken for TLS", async () => {
		const broker = await Mosquitto.start();
		const { code, output } = await run([`mqtts://localhost:${broker.port}`, "--folder", folder.path]);
		await broker.close();
		expect(output).toContain("refused: the broker ended the connection in the TLS handshake");
		expect(code).toBe(1);
	});
});
