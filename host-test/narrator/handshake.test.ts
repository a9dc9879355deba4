import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Authority } from "../authority";
import { TestServers } from "./exchange-recorder";

interface Run {
	readonly code: number | null;
	readonly output: string;
	readonly errors: string;
}

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "gattway-handshake-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** `npm run handshake --` with these parameters. */
function run(parameters: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Run> {
	const child = spawn(process.execPath, [require.resolve("tsx/cli"), "--tsconfig", "host-test/tsconfig.json", "host-test/narrator/handshake.ts", ...parameters], {
		cwd: join(__dirname, "..", ".."),
		env: { ...process.env, npm_lifecycle_event: "", GATTWAY_PASSWORD: "", ...environment },
		stdio: ["ignore", "pipe", "pipe"],
	});
	let output = "", errors = "";
	child.stdout!.on("data", data => { output += data; });
	child.stderr!.on("data", data => { errors += data; });
	return new Promise(resolve => child.once("close", code => resolve({ code, output, errors })));
}

describe("npm run handshake", () => {
	it("narrates an exchange with the embedded broker and writes files that only their owner may read", async () => {
		const pcap = join(folder, "a.pcap"), keylog = join(folder, "a.keys");
		writeFileSync(keylog, "what was there before".repeat(100));
		chmodSync(keylog, 0o644);
		const { code, errors, output } = await run(["--pcap", pcap, "--keylog", keylog]);
		expect([code, errors]).toEqual([0, ""]);
		expect(output).toMatch(/^This handshake is Node's \(OpenSSL .*\) with the gateway's parameters, not the chip's/);
		expect(output).toMatch(/The broker is embedded here \(mqtts:\/\/localhost:\d+\), its certificate made just now/);
		for (const part of ["ClientHello, 105 bytes in a record of 110", "MQTT PINGRESP", "close_notify", "Done: the exchange went through, and the gateway accepts this broker.", "a.keys holds the secrets"])
			expect(output).toContain(part);
		expect(output).not.toMatch(/\x1b/);
		expect(readFileSync(pcap).readUInt32LE(0)).toBe(0xa1b2c3d4);
		expect(readFileSync(keylog, "latin1")).toMatch(/^CLIENT_RANDOM [0-9a-f]{64} [0-9a-f]{96}\n$/);
		expect([pcap, keylog].map(path => statSync(path).mode & 0o777)).toEqual([0o600, 0o600]);
	}, 30_000);
	it("ends with 1 and the reason when the broker is refused, and with 0 when --ca makes it trusted", async () => {
		const servers = new TestServers(), authority = await Authority.create({ name: "Own authority" });
		const own = await authority.issue({ names: ["localhost"] });
		const address = `mqtts://localhost:${await servers.secure({ cert: own.certificate, key: own.key })}`;
		const ca = join(folder, "ca.pem");
		writeFileSync(ca, authority.certificate);
		const other = join(folder, "other.der");
		writeFileSync(other, (await Authority.create({ name: "Other authority" })).der);
		const refused = await run([address, "--ca", other]), accepted = await run([address, "--ca", ca, "--user", "me"], { GATTWAY_PASSWORD: "never shown" });
		await servers.close();
		expect([refused.code, accepted.code]).toEqual([1, 0]);
		expect(refused.output).toMatch(/Failed: The broker's certificate \(CN=localhost\) was issued by CN=Own authority.*CN=Other authority/);
		expect(refused.output).not.toContain("MQTT");
		expect(accepted.output).toContain("password of 11 bytes, not shown here");
		expect(accepted.output).not.toContain("never shown");
	}, 30_000);
	it("ends with 2 for what it can't do", async () => {
		const [unknown, missing, clear] = await Promise.all([
			run(["--speed"]), run(["mqtts://localhost", "--ca", join(folder, "nothing.pem")]), run(["--pcap", join(folder, "no", "where.pcap")]),
		]);
		expect([unknown.code, missing.code, clear.code]).toEqual([2, 2, 2]);
		expect(unknown.errors).toMatch(/unknown option '--speed'[^]*--help/);
		expect(missing.errors).toMatch(/--ca .*there is no such file/);
		expect(clear.errors).toMatch(/--pcap .*can't be written \(ENOENT\)/);
	}, 60_000);
});
