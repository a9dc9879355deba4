import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connect, type MqttClient } from "mqtt";
import { SimulatedPeripheral } from "../../modules/simulator/simulated-peripheral";
import { Authority } from "../authority";
import { GatewayRun } from "../gateway-run";
import { Mosquitto } from "../mosquitto";
import { pause, until } from "../patience";

const SCENARIO = JSON.parse(readFileSync(join(__dirname, "../../modules/simulator/scenarios/thermostat.json"), "utf8")) as { configuration: object };
const USERS = { gateway: "secret", somebody: "secret" };
const closers: (() => unknown)[] = [];

afterEach(async () => {
	jest.restoreAllMocks();
	for (const close of closers.splice(0).reverse())
		await close();
});

if (!Mosquitto.installed)
	process.stderr.write("mosquitto is not installed: requests over it are not tried\n");
(Mosquitto.installed ? describe : describe.skip)("requests, with the scenario thermostat and a real mosquitto", () => {
	let broker: Mosquitto, somebody: MqttClient, run: GatewayRun, anchor: Uint8Array;
	const received: string[] = [];
	const got = (topic: string) => received.filter(message => message.startsWith(`house/${topic} `)).map(message => message.slice(7 + topic.length));
	const start = () => {
		const started = new GatewayRun(SCENARIO, { ...SCENARIO.configuration, ssid: "test", broker: `mqtts://localhost:${broker.port}`, user: "gateway", pass: "secret" }, [anchor]);
		closers.push(() => started.close());
		return started;
	};

	beforeEach(async () => {
		received.length = 0;
		const authority = await Authority.create({ name: "Right" }), identity = await authority.issue({ names: ["localhost"], addresses: ["127.0.0.1"] });
		broker = await Mosquitto.start({ identity, users: USERS });
		closers.push(() => broker.close());
		somebody = connect(`mqtts://127.0.0.1:${broker.port}`, { ca: authority.certificate, username: "somebody", password: "secret", protocolVersion: 4, reconnectPeriod: 50 });
		somebody.on("error", () => {}).on("message", (topic, payload) => received.push(`${topic} ${payload.toString()}`));
		closers.push(() => somebody.endAsync(true));
		await somebody.subscribeAsync("house/#", { qos: 1 });
		anchor = authority.der;
		run = start();
		await until(() => got("thermostat/setpoint").length > 0, 20_000);
	}, 30_000);

	test("a set point is written, read back, published and answered", async () => {
		await somebody.publishAsync("house/thermostat/setpoint/set", "21.5 °C", { qos: 1 });
		await until(() => got("thermostat/setpoint/result").length > 0, 10_000);
		expect(got("thermostat/setpoint/result")).toEqual(['{"ok":true,"value":21.5,"confirmed":"read back"}']);
		await until(() => got("thermostat/setpoint").at(-1) === "21.5 °C", 10_000);
	}, 60_000);
	test("mosquitto is killed between request and answer: it is done once, and answered afterwards, also who asks again", async () => {
		const write = jest.spyOn(SimulatedPeripheral.prototype, "write"), request = '{"id":"once","value":40,"ttl":60}';
		await somebody.publishAsync("house/lamp/brightness/set", request, { qos: 1 });
		await until(() => run.find(/ble +found lamp/) !== undefined, 20_000);
		await broker.kill();
		await pause(500);
		await broker.restart();
		await until(() => got("lamp/brightness/result").length > 0, 30_000);
		await somebody.publishAsync("house/lamp/brightness/set", request, { qos: 1 });
		await until(() => got("lamp/brightness/result").length > 1, 20_000);
		expect([...new Set(got("lamp/brightness/result"))]).toEqual(['{"id":"once","ok":true,"value":40,"confirmed":"sent"}']);
		expect(write.mock.calls.filter(([, bytes]) => bytes.length === 1 && bytes[0] === 40)).toHaveLength(1);
	}, 90_000);
	test("what is asked while the gateway is away is done neither then nor later", async () => {
		const write = jest.spyOn(SimulatedPeripheral.prototype, "write");
		run.close();
		await somebody.publishAsync("house/lamp/brightness/set", "41", { qos: 1 });
		await somebody.publishAsync("house/lamp/brightness/set", "42", { qos: 1, retain: true });
		start();
		await until(() => got("lamp/brightness/result").length > 0, 20_000);
		await pause(3_000);
		expect(got("lamp/brightness/result")).toEqual(['{"ok":false,"step":"request","reason":"it is retained; publish requests without retain"}']);
		// two bytes turn notifications on
		expect(write.mock.calls.filter(([, bytes]) => bytes.length === 1)).toEqual([]);
	}, 60_000);
});
