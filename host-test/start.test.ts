import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { KeyObject } from "node:crypto";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Authority } from "./authority";
import { pem } from "./certs/tls-broker";
import { Mosquitto } from "./mosquitto";
import { until } from "./patience";
import { DAY, keysOf, make, type Made } from "./trust/certificate-maker";

const CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";

interface Run {
	readonly child: ChildProcess;
	/** Exit code, once it ended. */
	readonly ended: Promise<number | null>;
	output: string;
	errors: string;
}

const children: ChildProcess[] = [];
let folder: string;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "gattway-start-"));
});
afterEach(() => {
	children.splice(0).forEach(child => child.kill("SIGKILL"));
});
afterAll(() => {
	rmSync(folder, { recursive: true });
});

/** `npm start --` with these parameters, without npm between, so that signals arrive. */
function start(parameters: readonly string[], environment: NodeJS.ProcessEnv = {}): Run {
	const project = join(__dirname, "..");
	const child = spawn(process.execPath, ["--import", "tsx", "host-test/start.ts", ...parameters], {
		cwd: project,
		env: { ...process.env, TSX_TSCONFIG_PATH: "host-test/tsconfig.json", npm_lifecycle_event: "", GATTWAY_PASSWORD: "", ...environment },
		stdio: ["ignore", "pipe", "pipe"],
	});
	children.push(child);
	const ended = new Promise<number | null>(resolve => child.once("close", resolve));
	const run: Run = { child, ended, output: "", errors: "" };
	child.stdout!.on("data", data => { run.output += data; });
	child.stderr!.on("data", data => { run.errors += data; });
	return run;
}

/** @returns its path */
function file(name: string, content: string | Uint8Array): string {
	const path = join(folder, name);
	writeFileSync(path, content);
	return path;
}

const READING = /^esp32\/gateway \d+ mv$/m;

describe("npm start, asked for nothing it can do", () => {
	it("tells its options", async () => {
		const run = start(["--help"]);
		expect(await run.ended).toBe(0);
		for (const option of ["--broker", "--ca", "--cert", "--key", "--user", "--password", "--peripherals", "--config", "--duration", "--seed", "--flash"])
			expect(run.output).toContain(option);
	}, 15_000);
	it.each([
		["an unknown option", ["--speed", "9"], /unknown option '--speed'[^]*--help/],
		["a scenario that is not there", ["--peripherals", "/nowhere.json"], /--peripherals \/nowhere.json: there is no such file/],
		["a flash that is a folder", ["--flash", "/"], /--flash \/: that is a folder; give the path of a file/],
		["a flash in a folder that is not there", ["--flash", "/nowhere/flash.bin"], /--flash \/nowhere\/flash\.bin: there is no such folder; give/],
		["a CA that is not there", ["--broker", "mqtts://localhost", "--ca", "/nowhere.pem"], /--ca \/nowhere.pem: there is no such file/],
	])("names %s", async (_, parameters, message) => {
		const run = start(parameters);
		expect(await run.ended).toBe(2);
		expect(run.errors).toMatch(message);
		expect(run.output).toBe("");
	}, 15_000);
	it("names files that hold something else", async () => {
		const runs = [
			start(["--peripherals", file("scenario.json", '{ "peripherals": [{ "name": 5 }] }')]),
			start(["--config", file("config.json", "[1]")]),
			start(["--config", file("broken.json", "{")]),
			start(["--broker", "mqtts://localhost", "--ca", file("ca.pem", "hello")]),
			start(["--flash", file("photograph.bin", "hello")]),
		];
		expect(await Promise.all(runs.map(run => run.ended))).toEqual([2, 2, 2, 2, 2]);
		const messages = [/scenario\.json: the scenario has mistakes:\n {2}peripherals\[0\]\.name \(5\) /, /config\.json: .*not an object/, /broken\.json: is not JSON/, /ca\.pem: has no certificate/, /photograph\.bin has 5 bytes, the flash 262144\); give the path of another file/];
		runs.forEach((run, index) => expect(run.errors).toMatch(messages[index]!));
	}, 30_000);
});

describe("npm start", () => {
	it("shows readings, and ends by itself", async () => {
		const run = start(["--duration", "10"]);
		await until(() => READING.test(run.output), 20_000);
		expect(run.output.split("\n")[0]).toMatch(/radio.*and the broker.*are simulated/);
		expect(run.output.split("\n")[1]).toBe("The flash is emulated in RAM and forgotten at the end");
		expect(await run.ended).toBe(0);
		expect(run.output).toMatch(/^esp32\/gateway\/status offline$/m);
		expect(run.errors).toBe("");
	}, 40_000);
	it.each(["SIGINT", "SIGTERM"] as const)("says goodbye after %s", async signal => {
		const run = start([]);
		await until(() => READING.test(run.output), 10_000);
		const sent = performance.now();
		run.child.kill(signal);
		expect(await run.ended).toBe(0);
		expect(performance.now() - sent).toBeLessThan(2_500);
		expect(run.output).toMatch(/^esp32\/gateway\/status offline$/m);
	}, 20_000);
	it("keeps the flash in the file that is named", async () => {
		const path = join(folder, "flash.bin");
		const run = start(["--duration", "0.5", "--flash", path]);
		expect(await run.ended).toBe(0);
		expect(run.output).toContain(`The flash is emulated in ${path}, for the next run\n`);
		expect(statSync(path).size).toBe(262_144);
	}, 15_000);
	it("lays settings over the default, and lists their mistakes", async () => {
		const run = start(["--duration", "3", "--config", file("mistakes.json", '{ "log": "loud", "keepAlive": "x" }')]);
		expect(await run.ended).toBe(0);
		expect(run.output).toMatch(/2 mistakes[^]*keepAlive \("x"\)[^]*log \("loud"\)/);
	}, 15_000);
	it("refuses declarations of which no firmware can be built", async () => {
		const run = start(["--config", file("mistakes.json", '{ "queue": 1, "scan": { "window": 9999 } }')]);
		expect(await run.ended).toBe(2);
		expect(run.errors).toMatch(/--config .*mistakes\.json: a firmware like that can't be built:\n {2}queue \(1\)[^]*scan\.window \(9999\)/);
		expect(run.output).toBe("");
	}, 15_000);
	(Mosquitto.installed ? it : it.skip)("publishes to an outside broker, and loses nothing when it is killed", async () => {
		const authority = await Authority.create({ name: "Outside authority" });
		const identity = await authority.issue({ names: ["localhost"], addresses: ["127.0.0.1"] });
		const broker = await Mosquitto.start({ identity, users: { someone: "secret" } });
		try {
			const scenario = file("counter.json", JSON.stringify({
				peripherals: [{
					name: "Voltmeter", address: "a4:c1:38:5d:16:72", advertise: { interval: 30, name: true },
					services: [{ uuid: "566bf9d7-c55a-45f8-91a6-e55e9b9b1325", characteristics: [{
						uuid: "5d96cf7f-265b-4da9-8f0c-26ef4243ed52", properties: ["notify"],
						value: { counter: { format: "uint16", start: 1, step: 1 } }, every: 100,
					}] }],
				}],
			}));
			const run = start([
				"--broker", `mqtts://localhost:${broker.port}`, "--ca", file("outside.pem", authority.certificate), "--user", "someone",
				"--peripherals", scenario,
			], { GATTWAY_PASSWORD: "secret" });
			const values = () => [...run.output.matchAll(/^esp32\/gateway (\d+) mv$/gm)].map(match => Number(match[1]));
			await until(() => values().length > 5, 15_000);
			expect(run.output.split("\n")[0]).toMatch(/radio.*is simulated.*broker is the outside one at mqtts:/);
			await broker.kill();
			// the subscriber, who is nobody the gateway waits for, has to be there first
			await until(() => Number(run.output.match(/[^]*next attempt in ([\d.]+) s[^]*$/)?.[1]) > 1.5, 15_000);
			await broker.restart();
			const { length } = values();
			await until(() => values().length > length + 30, 15_000);
			run.child.kill("SIGINT");
			expect(await run.ended).toBe(0);
			const distinct = [...new Set(values())];
			expect(distinct).toEqual(distinct.map((_, index) => distinct[0]! + index));
			expect(run.output).not.toContain("secret");
		}
		finally {
			await broker.close();
		}
	}, 60_000);
	(Mosquitto.installed ? it : it.skip)("shows its own certificate to an outside broker that asks for one, and its subscriber does", async () => {
		const validity = { notBefore: Date.now() - DAY, notAfter: Date.now() + 60 * DAY };
		const root = await make({ ...validity, subject: "CN=Root", ca: true });
		const [server, client] = [await make({ ...validity, issuer: root, names: ["localhost"] }), await make({ ...validity, subject: "CN=gateway", issuer: root, purposes: [CLIENT_AUTHENTICATION] })];
		const keyOf = async ({ key }: Made) => KeyObject.from((await keysOf(key)).privateKey);
		const broker = await Mosquitto.start({
			identity: { certificate: pem(server.der), key: (await keyOf(server)).export({ type: "pkcs8", format: "pem" }) as string },
			settings: [`cafile ${file("root.pem", pem(root.der))}`, "require_certificate true"],
		});
		try {
			const address = ["--broker", `mqtts://localhost:${broker.port}`, "--ca", file("root.der", root.der)];
			const run = start([...address, "--cert", file("client.pem", pem(client.der)), "--key", file("client-key.der", (await keyOf(client)).export({ type: "pkcs8", format: "der" }))]);
			await until(() => READING.test(run.output), 15_000);
			run.child.kill("SIGINT");
			expect(await run.ended).toBe(0);
			const bare = start(address);
			await until(() => /mqtt +ERROR the broker asked for a client certificate and .*: the gateway has none; give it one with --cert and --key/.test(bare.output), 15_000);
			bare.child.kill("SIGINT");
			expect(await bare.ended).toBe(0);
		}
		finally {
			await broker.close();
		}
	}, 60_000);
});
