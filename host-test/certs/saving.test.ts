import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DAY, make, NOW, type Made } from "../trust/certificate-maker";
import { AT, Folder, run, type Run } from "./command-run";
import { pem, startBroker, type TestBroker } from "./tls-broker";

let root: Made, intermediate: Made, other: Made, broker: TestBroker, whole: TestBroker;
let folder: Folder, inputs: Folder;

beforeAll(async () => {
	root = await make({ subject: "CN=Root", ca: true });
	intermediate = await make({ subject: "CN=Intermediate", ca: true, issuer: root });
	other = await make({ subject: "CN=Other", ca: true });
	const leaf = await make({ issuer: intermediate, addresses: ["127.0.0.1"] });
	broker = await startBroker([leaf, intermediate]);
	whole = await startBroker([leaf, intermediate, root]);
	inputs = new Folder();
	inputs.file("root.pem", pem(intermediate.der) + pem(root.der));
});
beforeEach(() => {
	folder = new Folder();
});
afterEach(() => folder.remove());
afterAll(async () => {
	await broker.close();
	await whole.close();
	inputs.remove();
});

function save({ url }: TestBroker, ...parameters: string[]): Promise<Run> {
	return run([url, ...AT, "--folder", folder.path, ...parameters]);
}
function withFile(): string[] {
	return ["--cafile", join(inputs.path, "root.pem")];
}
function saved(name: string): Buffer | undefined {
	const path = join(folder.path, name);
	return existsSync(path) ? readFileSync(path) : undefined;
}

test("saves the root, not the intermediate beside it, as DER", async () => {
	const { code, output } = await save(broker, "--save", ...withFile());
	expect(code).toBe(0);
	expect(saved("ca.der")).toEqual(Buffer.from(root.der));
	expect(output).toMatch(/^saved: CN=Root \(.*root\.pem\)\. .*ca\.der was written; it becomes the resource "ca\.der"/m);
	expect(output).toMatch(/^SHA-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}\nwarning: compare this fingerprint .* over another channel\. TLS cannot vouch/m);
	expect((await save(broker)).code).toBe(0);
});
test("makes the folder that isn't there", async () => {
	rmSync(folder.path, { recursive: true });
	expect((await save(broker, "--save", ...withFile())).code).toBe(0);
	expect(saved("ca.der")).toBeDefined();
});
test("saves the root that the broker sent, with a warning", async () => {
	const { code, output } = await save(whole, "--save");
	expect(code).toBe(0);
	expect(saved("ca.der")).toEqual(Buffer.from(root.der));
	expect(output).toContain("least of all for one that the broker itself sent");
});
test("prefers --cafile to what the broker sent, and trusts nothing else then", async () => {
	const { code, output } = await save(whole, "--save", "--cafile", inputs.file("other.pem", pem(other.der)));
	expect(code).toBe(1);
	expect(output).toMatch(/^not saved: only a root with which the gateway would accept/m);
	expect(readdirSync(folder.path)).toEqual([]);
});
test("saves nothing that would not make the broker accepted", async () => {
	const { code, output } = await save(broker, "--save", "--host", "elsewhere.test", ...withFile());
	expect(code).toBe(1);
	expect(output).toMatch(/^refused: even with its root.*not for elsewhere\.test[^]*^not saved: /m);
	expect(readdirSync(folder.path)).toEqual([]);
});
test("saves nothing when the handshake fails", async () => {
	const { code } = await save({ ...broker, url: "mqtts://127.0.0.1:1" }, "--save", ...withFile());
	expect(code).toBe(1);
	expect(readdirSync(folder.path)).toEqual([]);
});
test.each([
	["another certificate", () => other.der, /CN=Other, SHA-256 [0-9A-F:]{95}\); nothing was written\. Add --force/],
	["something else", () => "hello", /something that is no certificate\); nothing was written/],
])("does not replace %s without --force", async (_, content, message) => {
	folder.file("ca.der", content());
	const refused = await save(broker, "--save", ...withFile());
	expect(refused.code).toBe(1);
	expect(refused.output).toMatch(message);
	expect(saved("ca.der")).toEqual(Buffer.from(content() as string));
	const forced = await save(broker, "--save", "--force", ...withFile());
	expect(forced.code).toBe(0);
	expect(forced.output).toContain("It replaces");
	expect(saved("ca.der")).toEqual(Buffer.from(root.der));
});
test("has nothing to do when it is there already", async () => {
	folder.file("ca.der", root.der);
	for (const option of ["--save", "--save-next"]) {
		const { code, output } = await save(broker, option);
		expect(code).toBe(0);
		expect(output).toMatch(/ca\.der already is this certificate; nothing was written/);
	}
	expect(saved("ca-next.der")).toBeUndefined();
});
test("saves the next root beside the present one, and later in its place", async () => {
	folder.file("ca.der", other.der);
	expect((await save(broker, "--save-next", ...withFile())).code).toBe(0);
	expect(saved("ca.der")).toEqual(Buffer.from(other.der));
	expect(saved("ca-next.der")).toEqual(Buffer.from(root.der));
	const present = await save(broker);
	expect(present.code).toBe(0);
	expect(present.output).toMatch(/accepted: verified by .*ca-next\.der \(CN=Root\)/);
	const { output } = await save(broker, "--save", "--force");
	expect(output).toMatch(/ca-next\.der is the same certificate and may be removed/);
	expect(saved("ca.der")).toEqual(Buffer.from(root.der));
});
test("says why it could not write", async () => {
	folder.file("occupied", "");
	const { code, output } = await run([broker.url, ...AT, "--folder", join(folder.path, "occupied"), "--save", ...withFile()]);
	expect(code).toBe(1);
	expect(output).toMatch(/^failed: ENOTDIR/m);
});

describe("--list", () => {
	function list(...parameters: string[]): Promise<Run> {
		return run(["--list", "--folder", folder.path, ...AT, ...parameters]);
	}
	test("shows what is embedded", async () => {
		folder.file("ca.der", root.der);
		const { code, output } = await list();
		expect(code).toBe(0);
		expect(output).toMatch(/ca\.der, the present CA\n {3}subject {4}CN=Root\n[^]*valid .*365 days left\n {3}pin {8}[0-9a-f]{64}\n {3}SHA-256 .*\n {3}size {7}\d+ bytes of flash\n.*ca-next\.der, the next CA, for a rollover\n {3}not there\n$/);
	});
	test("says that nothing is embedded", async () => {
		const { code, output } = await list();
		expect(code).toBe(1);
		expect(output).toContain("no trust anchor: without one the gateway connects to no broker");
	});
	test("names what is no certificate", async () => {
		folder.file("ca.der", root.der);
		folder.file("ca-next.der", pem(root.der));
		const { code, output } = await list();
		expect(code).toBe(1);
		expect(output).toMatch(/^wrong: .*ca-next\.der is PEM, not DER: rename it to ca\.pem\. Right: openssl x509 /m);
	});
	test.each([
		[31, 0, /31 days left/], [12, 0, /^warning: .*ca\.der expires in 12 days/m], [2, 0, /^warning: .* expires in 2 days.*its renewal is overdue/m],
		[0.1, 0, /^warning: .* expires within a day/m], [-2, 1, /expired 2 days ago[^]*^unusable: .*ca\.der verifies nothing/m],
	])("of an anchor with %p days left", async (days, expected, message) => {
		folder.file("ca.der", (await make({ subject: "CN=Soon", ca: true, notBefore: NOW - 365 * DAY, notAfter: NOW + days * DAY })).der);
		const { code, output } = await list();
		expect(code).toBe(expected);
		expect(output).toMatch(message);
		expect(output.includes("warning")).toBe(days > 0 && days < 30);
	});
	test("looks at another time", async () => {
		folder.file("ca.der", root.der);
		expect((await list("--at", "2027-05-30")).output).toMatch(/2 days left[^]*warning/);
	});
});
