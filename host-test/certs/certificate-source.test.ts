import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { nodeRoots, readCandidates, sentRoots } from "../../certs/certificate-source";
import { make, type Made } from "../trust/certificate-maker";
import { Folder } from "./command-run";
import { pem } from "./tls-broker";

let first: Made, second: Made, leaf: Made, folder: Folder;

beforeAll(async () => {
	first = await make({ subject: "CN=First", ca: true });
	second = await make({ subject: "CN=Second", ca: true });
	leaf = await make({ subject: "CN=Leaf", issuer: first });
});
beforeEach(() => {
	folder = new Folder();
});
afterEach(() => folder.remove());

function names(path: string): string[] {
	return readCandidates("--cafile", path).candidates.map(({ anchor }) => anchor.name);
}

test("reads DER", () => {
	expect(names(folder.file("one.crt", first.der))).toEqual(["CN=First"]);
});
test("reads PEM with several certificates, with anything between them", () => {
	const text = `Bag Attributes\r\n  friendlyName: x\r\n${pem(first.der).replaceAll("\n", "\r\n")}# and\n${pem(second.der)}`;
	expect(names(folder.file("bundle.txt", text))).toEqual(["CN=First", "CN=Second"]);
});
test("reads a folder of both, with other files in it", () => {
	folder.file("a.der", second.der);
	folder.file("b.pem", pem(first.der) + pem(leaf.der));
	folder.file("key.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
	folder.file("README", "hello");
	mkdirSync(join(folder.path, "deeper"));
	symlinkSync("nowhere", join(folder.path, "dangling"));
	expect(names(folder.path)).toEqual(["CN=Second", "CN=First", "CN=Leaf"]);
});
test("passes over what is malformed, and says so", () => {
	const path = folder.file("bundle.pem", pem(first.der.subarray(0, 100)) + pem(second.der));
	const { candidates, skipped } = readCandidates("--cafile", path);
	expect(candidates).toHaveLength(1);
	expect(skipped).toEqual([expect.stringMatching(/bundle\.pem: certificate 1 is malformed \(.+\)/)]);
});
test.each([
	["no file", () => join(folder.path, "none"), /there is no such file/],
	["text", () => folder.file("text", "hello"), /has no certificate; give certificates in PEM/],
	["nothing", () => folder.file("empty", ""), /has no certificate/],
	["a key", () => folder.file("key", "-----BEGIN PRIVATE KEY-----\nMA==\n-----END PRIVATE KEY-----\n"), /has no certificate/],
	["DER that is cut", () => folder.file("cut", first.der.subarray(0, 200)), /has no certificate that can be used: .*cut: is malformed/],
	["an empty folder", () => folder.path, /has no certificate/],
])("refuses %s", (_, path, message) => {
	expect(() => readCandidates("--cafile", path())).toThrow(message);
});
test("knows Node's roots", () => {
	expect(nodeRoots().length).toBeGreaterThan(100);
	expect(nodeRoots().map(({ anchor }) => anchor.name)).toContain("CN=ISRG Root X1, O=Internet Security Research Group, C=US");
});
test("takes from a chain what is its own issuer", () => {
	expect(sentRoots([leaf.der, Uint8Array.of(0), first.der]).map(({ anchor }) => anchor.name)).toEqual(["CN=First"]);
});
