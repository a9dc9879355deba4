import { createHash, X509Certificate } from "node:crypto";
import { DAY, make, NOW, type Made } from "../trust/certificate-maker";
import { AT, Folder, run } from "./command-run";
import { pem, startBroker, type TestBroker } from "./tls-broker";

// making an RSA key takes seconds on a busy machine
jest.setTimeout(30_000);

let root: Made, intermediate: Made, leaf: Made, stranger: Made;
let folder: Folder, empty: Folder;
const brokers: TestBroker[] = [];

beforeAll(async () => {
	root = await make({ subject: "O=Test, CN=Root", ca: true });
	intermediate = await make({ subject: "O=Test, CN=Intermediate", ca: 0, issuer: root });
	leaf = await make({ subject: "CN=Broker", issuer: intermediate, names: ["localhost", "broker.test"], addresses: ["127.0.0.1"] });
	stranger = await make({ subject: "CN=Stranger", ca: true });
	folder = new Folder();
	folder.file("ca.der", root.der);
	empty = new Folder();
});
afterEach(async () => {
	await Promise.all(brokers.splice(0).map(broker => broker.close()));
});
afterAll(() => {
	folder.remove();
	empty.remove();
});

async function broker(...parameters: Parameters<typeof startBroker>): Promise<TestBroker> {
	const started = await startBroker(...parameters);
	brokers.push(started);
	return started;
}

/** With root in certs/, unless another folder is given. */
function ask({ url }: { readonly url: string }, ...parameters: string[]) {
	return run([url, ...AT, ...parameters.includes("--folder") ? [] : ["--folder", folder.path], ...parameters]);
}

test("accepts a full chain, and draws it", async () => {
	const { code, output } = await ask(await broker([leaf, intermediate]));
	expect(code).toBe(0);
	expect(output).toContain("TLS 1.2 with ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: shared with the gateway.");
	expect(output).toMatch(/^1 {2}CN=Broker\n│ {2}issuer {5}CN=Intermediate, O=Test\n│ {2}names {6}localhost, broker\.test, 127\.0\.0\.1\n│ {2}key {8}EC P-256\n│ {2}signature {2}ECDSA with SHA-256\n│ {2}valid {6}2026-05-02 to 2027-06-01, 365 days left\n│ {2}pin {8}[0-9a-f]{64}\n└─ 2 {2}CN=Intermediate, O=Test\n {3}│ {2}issuer {5}CN=Root, O=Test\n {3}│ {2}CA {9}yes, with at most 0 below it\n/m);
	expect(output).toMatch(/^ {3}└─ not sent {2}CN=Root, O=Test {2}= trust anchor .*ca\.der$/m);
	expect(output).toMatch(/^accepted: verified by .*ca\.der \(CN=Root, O=Test\)\. What has to be renewed first is .*, by 2027-06-01 12:00:00 UTC/m);
});
test("accepts a lone leaf that the anchor issued", async () => {
	const lone = await make({ issuer: root, addresses: ["127.0.0.1"] });
	const { code, output } = await ask(await broker([lone]));
	expect(code).toBe(0);
	expect(output).toContain("1 certificate, as the broker sent it:");
});
test("shows RSA by name", async () => {
	const rsa = await make({ issuer: root, key: "RSA", addresses: ["127.0.0.1"] });
	const { output } = await ask(await broker([rsa]));
	expect(output).toContain("TLS 1.2 with ECDHE_RSA_WITH_AES_128_GCM_SHA256");
	expect(output).toMatch(/key +RSA 2048/);
});
test("shows the chain in the order sent, whatever belongs together", async () => {
	const { code, output } = await ask(await broker([leaf, stranger, root, intermediate]));
	expect(code).toBe(0);
	expect([...output.matchAll(/(\d) {2}CN=([^,\n ]+)/g)].map(([, number, name]) => `${number} ${name}`))
		.toEqual(["1 Broker", "2 Stranger", "3 Root", "4 Intermediate"]);
	expect(output.match(/did not issue the one before it/g)).toHaveLength(3);
	expect(output).toMatch(/^3 {2}CN=Root, O=Test {2}= trust anchor .*ca\.der$/m);
	expect(output).not.toContain("not sent");
});
test("refuses a wrong name, and takes another one to check and to ask for", async () => {
	const other = await make({ issuer: root, names: ["broker.test"] });
	const server = await broker([other]);
	const refused = await ask(server);
	expect(refused.code).toBe(1);
	expect(refused.output).toContain("refused: The broker's certificate is for broker.test, not for 127.0.0.1.");
	const accepted = await ask(server, "--host", "Broker.test");
	expect(accepted.code).toBe(0);
	expect(accepted.output).toContain("checked for broker.test");
	expect(server.asked).toEqual(["broker.test"]);
});
test("refuses what has expired, and tells by when it was good", async () => {
	const expired = await make({ issuer: root, addresses: ["127.0.0.1"], notAfter: NOW - 3 * DAY });
	const server = await broker([expired]);
	const { code, output } = await ask(server);
	expect(code).toBe(1);
	expect(output).toContain("expired 3 days ago");
	expect(output).toMatch(/^refused: The broker's certificate \(CN=Broker\) expired on 2026-05-29/m);
	expect((await ask(server, "--at", "2026-05-20")).code).toBe(0);
});
test("refuses what is not valid yet", async () => {
	const early = await make({ issuer: root, addresses: ["127.0.0.1"], notBefore: NOW + 2 * DAY });
	expect((await ask(await broker([early]))).output).toMatch(/valid in 2 days[^]*^refused: .*is not valid before/m);
});
test.each([
	[12, "CN=Broker expires in 12 days, on 2026-06-13 12:00:00 UTC: its renewal is due."],
	[3, "CN=Broker expires in 3 days, on 2026-06-04 12:00:00 UTC: its renewal is overdue."],
	[0.5, "CN=Broker expires within a day"],
])("warns %p days before the first expiry", async (days, warning) => {
	const soon = await make({ issuer: root, addresses: ["127.0.0.1"], notBefore: NOW - 80 * DAY, notAfter: NOW + days * DAY });
	const { code, output } = await ask(await broker([soon]));
	expect(code).toBe(0);
	expect(output).toContain(`warning: ${warning}`);
});
test("refuses an unknown issuer, and finds no root where there is none", async () => {
	const { code, output } = await ask(await broker([leaf, intermediate]), "--folder", empty.path);
	expect(code).toBe(1);
	expect(output).toMatch(/^refused: Certificate 2 .* was issued by CN=Root, O=Test.*there are no trust anchors/m);
	expect(output).toContain("give it with --cafile");
});
test("finds the root in --cafile, without taking it for embedded", async () => {
	const cafile = empty.file("roots.pem", pem(stranger.der) + pem(root.der));
	const { code, output } = await ask(await broker([leaf, intermediate]), "--folder", empty.path, "--cafile", cafile);
	expect(code).toBe(1);
	expect(output).toMatch(/└─ not sent {2}CN=Root, O=Test {2}= found \(.*roots\.pem\), not embedded/);
	expect(output).toMatch(/with it as trust anchor the gateway would accept the broker\. --save makes it that/);
});
test("says why nothing in --cafile verifies the chain", async () => {
	const cafile = empty.file("stranger.pem", pem(stranger.der));
	const { code, output } = await ask(await broker([leaf, intermediate]), "--folder", empty.path, "--cafile", cafile);
	expect(code).toBe(1);
	expect(output).toMatch(/Nothing in .*stranger\.pem verifies it: .*the trust anchors are: CN=Stranger/);
});
test("says that even the root would not help", async () => {
	const cafile = empty.file("root.pem", pem(root.der));
	const other = await make({ issuer: root, names: ["broker.test"] });
	const { output } = await ask(await broker([other]), "--folder", empty.path, "--cafile", cafile);
	expect(output).toMatch(/^refused: even with its root, CN=Root, O=Test \(.*root\.pem\): The broker's certificate is for broker\.test/m);
});
test("finds the root that the broker sends, and does not trust it for that", async () => {
	const { code, output } = await ask(await broker([leaf, intermediate, root]), "--folder", empty.path);
	expect(code).toBe(1);
	expect(output).toMatch(/^ {3}└─ 3 {2}CN=Root, O=Test {2}= found \(sent by the broker itself\), not embedded$/m);
});
test("says that the embedded anchor is no certificate", async () => {
	const broken = new Folder();
	broken.file("ca.der", pem(root.der));
	const { code, output } = await ask(await broker([leaf, intermediate]), "--folder", broken.path);
	broken.remove();
	expect(code).toBe(1);
	expect(output).toMatch(/^wrong: .*ca\.der is PEM, not DER: .*openssl x509/m);
});
test("tells that a client certificate is asked for", async () => {
	const server = await broker([leaf, intermediate], { requestCert: true, rejectUnauthorized: true, ca: pem(root.der) });
	expect((await ask(server)).output).toContain("It asks for a client certificate");
});
test("shows pins that the gateway takes", async () => {
	const { output } = await ask(await broker([leaf, intermediate]));
	const expected = [leaf, intermediate, root].map(({ der }) =>
		createHash("sha256").update(new X509Certificate(der).publicKey.export({ type: "spki", format: "der" })).digest("hex"));
	expect([...output.matchAll(/pin {8}(.*)$/gm)].map(([, pin]) => pin)).toEqual(expected);
});
