import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync, type MqttClient } from "mqtt";
import { Authority, type Identity } from "../authority";
import { dynamicSecurity, findDynamicSecurity } from "../dynamic-security";
import { GatewayRun } from "../gateway-run";
import { Mosquitto } from "../mosquitto";
import { pause, until } from "../patience";

const ROOT = join(__dirname, "../..");
const PREFIX = "esp32/gateway";
const USERS = { gattway: "a", automation: "b", stranger: "c", watcher: "d" };
const SCENARIO = JSON.parse(readFileSync(join(ROOT, "modules/simulator/scenarios/thermostat.json"), "utf8")) as { configuration: { peripherals: object[] } };

/** The lists that modules/broker/README.md gives, as mosquitto takes them. */
function listsOfReadme(): string {
	const text = readFileSync(join(ROOT, "modules/broker/README.md"), "utf8");
	return text.split("```").filter((block, index) => index % 2 && block.trimStart().startsWith("user ")).join("\n");
}

let authority: Authority, identity: Identity, folder: string;
const closers: (() => unknown)[] = [];

beforeAll(async () => {
	authority = await Authority.create({ name: "Right" });
	identity = await authority.issue({ names: ["localhost"], addresses: ["127.0.0.1"] });
	folder = mkdtempSync(join(tmpdir(), "access-"));
});
afterEach(async () => {
	for (const close of closers.splice(0).reverse())
		await close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(port: number, user: string, password: string, peripherals: readonly object[]): GatewayRun {
	const run = new GatewayRun(SCENARIO, { ssid: "test", prefix: PREFIX, broker: `mqtts://localhost:${port}`, user, pass: password, commands: "all", peripherals }, [authority.der]);
	closers.push(() => run.close());
	return run;
}

if (!Mosquitto.installed)
	process.stderr.write("mosquitto is not installed: the access lists are not tried\n");
(Mosquitto.installed ? describe : describe.skip)("the access lists of modules/broker/README.md, at mosquitto", () => {
	let broker: Mosquitto, run: GatewayRun, automation: MqttClient, stranger: MqttClient, gattway: MqttClient;
	/** What each was given, in order. */
	let seen: Record<"automation" | "gattway" | "stranger" | "watcher", string[]>;

	beforeEach(async () => {
		const file = join(folder, "acl");
		writeFileSync(file, `${listsOfReadme()}\nuser watcher\ntopic readwrite #\n`, { mode: 0o600 });
		broker = await Mosquitto.start({ identity, users: USERS, settings: [`acl_file ${file}`] });
		closers.push(() => broker.close());
		seen = { automation: [], gattway: [], stranger: [], watcher: [] };
		const open = async (user: keyof typeof seen) => {
			const client = await connectAsync(`mqtts://127.0.0.1:${broker.port}`, { ca: authority.certificate, username: user, password: USERS[user], protocolVersion: 4, reconnectPeriod: 0 });
			client.on("message", (topic, payload) => seen[user].push(`${topic} ${payload.toString()}`));
			await client.subscribeAsync("#", { qos: 1 });
			closers.push(() => client.endAsync(true));
			return client;
		};
		[automation, stranger, gattway] = await Promise.all([open("automation"), open("stranger"), open("gattway"), open("watcher")]);
		run = start(broker.port, "gattway", USERS.gattway, SCENARIO.configuration.peripherals);
		await until(() => seen.automation.some(message => message.startsWith(`${PREFIX}/thermostat/setpoint 20`)), 20_000);
	}, 30_000);
	const answers = (topic: string) => seen.automation.filter(message => message.startsWith(`${PREFIX}/${topic}/result `)).map(message => JSON.parse(message.slice(message.indexOf("{"))) as { ok: boolean });

	test("let the gateway do all that it does", async () => {
		expect(seen.automation).toContain(`${PREFIX}/status online`);
		await automation.publishAsync(`${PREFIX}/thermostat/setpoint/set`, "21.5", { qos: 1 });
		await until(() => answers("thermostat/setpoint").length === 1, 10_000);
		expect(seen.automation).toContain(`${PREFIX}/thermostat/setpoint 21.5 °C`);
		await automation.publishAsync(`${PREFIX}/thermostat/setpoint/get`, "", { qos: 1 });
		await until(() => answers("thermostat/setpoint").length === 2, 10_000);
		await automation.publishAsync(`${PREFIX}/command/status`, "", { qos: 1 });
		await until(() => answers("command").length === 2, 10_000);
		expect([...answers("thermostat/setpoint"), ...answers("command")].map(({ ok }) => ok)).toEqual([true, true, true, true]);
		expect(run.lines.filter(line => /WARNING|ERROR/.test(line))).toEqual([]);
	}, 60_000);
	test("and nobody else more than he is to", async () => {
		const mine = (client: MqttClient, topic: string) => client.publishAsync(topic, "forged", { qos: 1 });
		for (const topic of ["thermostat/setpoint", "thermostat/setpoint/result", "status", "command/result", "command/restart", "command/log"])
			await mine(automation, `${PREFIX}/${topic}`);
		for (const topic of ["thermostat/setpoint/set", "thermostat/setpoint/get", "command/status", "thermostat/setpoint"])
			await mine(stranger, `${PREFIX}/${topic}`);
		for (const topic of ["elsewhere", "esp32/other/lamp/on/set"])
			await mine(gattway, topic);
		await automation.publishAsync(`${PREFIX}/thermostat/setpoint/set`, "22.5", { qos: 1 });
		await until(() => answers("thermostat/setpoint").length > 0, 10_000);
		await pause(500);
		expect(seen.watcher.filter(message => message.includes("forged"))).toEqual([]);
		expect(answers("thermostat/setpoint")).toHaveLength(1);
		expect(answers("command")).toEqual([]);
		expect(seen.stranger).toEqual([]);
		// whoever knows the gateway's password reads requests, and no values
		expect(new Set(seen.gattway)).toEqual(new Set([`${PREFIX}/thermostat/setpoint/set 22.5`]));
	}, 60_000);
});

const plugin = Mosquitto.installed ? findDynamicSecurity() : undefined;
if (plugin === undefined)
	process.stderr.write("mosquitto's dynamic security is not installed: refused subscriptions are not tried\n");
(plugin === undefined ? test.skip : test)("a subscription that mosquitto refuses is told by its topic, and the others are good", async () => {
	const settings = dynamicSecurity(plugin!, join(folder, "dynamic-security.json"), {
		gattway: { password: "a", publish: ["#"], subscribe: [`${PREFIX}/+/+/set`, `${PREFIX}/+/+/get`, "elsewhere/get"] },
		automation: { password: "b", publish: ["#"], subscribe: ["#"] },
	});
	const broker = await Mosquitto.start({ identity, settings });
	closers.push(() => broker.close());
	const run = start(broker.port, "gattway", "a", [{ name: "lamp", match: { address: "a4:c1:38:00:0a:03" }, link: "onDemand", values: [
		{ name: "brightness", service: "ffe5", characteristic: "ffe9", format: "uint8", read: false, write: true, topic: "elsewhere" },
		{ name: "level", service: "ffe5", characteristic: "ffe9", format: "uint8", read: false, write: true },
	] }]);
	await until(() => run.lines.filter(line => line.includes("refuses the subscription")).length === 6, 10_000);
	const refused = run.lines.filter(line => line.includes("refuses the subscription")).map(line => / to (\S+): allow the gateway's user to read there$/.exec(line)?.[1]);
	expect(refused).toEqual([...["configuration", "scan", "status", "log", "restart"].map(name => `${PREFIX}/command/${name}`), "elsewhere/set"]);
	const automation = await connectAsync(`mqtts://127.0.0.1:${broker.port}`, { ca: authority.certificate, username: "automation", password: "b", protocolVersion: 4, reconnectPeriod: 0 }), results: string[] = [];
	closers.push(() => automation.endAsync(true));
	automation.on("message", (_topic, payload) => results.push(payload.toString()));
	await automation.subscribeAsync(`${PREFIX}/lamp/level/result`, { qos: 1 });
	await automation.publishAsync(`${PREFIX}/lamp/level/set`, "7", { qos: 1 });
	await until(() => results.length > 0, 15_000);
	expect(results).toEqual(['{"ok":true,"value":7,"confirmed":"sent"}']);
}, 60_000);
