import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { Authority, type Identity } from "../authority";
import { EmbeddedBroker } from "../embedded-broker";
import { GatewayRun } from "../gateway-run";
import { MessageRecorder } from "../message-recorder";
import { Mosquitto } from "../mosquitto";
import { HomeAssistant } from "./home-assistant";

interface Scenario {
	readonly configuration: { readonly prefix: string; readonly peripherals: { readonly values: object[] }[] };
	readonly peripherals: { readonly services: { readonly uuid: string; readonly characteristics: object[] }[] }[];
}

const USER = "gateway", PASSWORD = "open sesame", SERVICE = "8f1c0a10-6f1e-4b7e-9a53-6f0f6a1d5b01", WINDOW = "8f1c0a13-6f1e-4b7e-9a53-6f0f6a1d5b01";
const SCENARIO = JSON.parse(readFileSync(join(__dirname, "../../modules/simulator/scenarios/thermostat.json"), "utf8")) as Scenario;

/** The thermostat of the scenario has a switch, too. */
function withSwitch(): { scenario: object; configuration: object } {
	const { configuration, ...scenario } = structuredClone(SCENARIO);
	scenario.peripherals[0]!.services[0]!.characteristics.push({ uuid: WINDOW, properties: ["read", "write"], value: { hex: "00" } });
	configuration.peripherals[0]!.values.push({ name: "window mode", service: SERVICE, characteristic: WINDOW, format: "bits", bits: 1, write: true, payload: "json" });
	return { scenario, configuration };
}

const kinds: [string, (identity: Identity) => Promise<{ port: number; close(): Promise<unknown> }>][] = [
	["the embedded broker", async ({ certificate, key }) => {
		const broker = new EmbeddedBroker({ certificate, key, user: USER, password: PASSWORD });
		await broker.start();
		return { port: broker.port, close: () => broker.stop() };
	}],
];
if (Mosquitto.installed)
	kinds.push(["mosquitto", identity => Mosquitto.start({ identity, users: { [USER]: PASSWORD } })]);

describe.each(kinds)("Home Assistant at %s", (_name, start) => {
	const closers: (() => unknown)[] = [];
	afterEach(async () => {
		for (const close of closers.splice(0).reverse())
			await close();
	});

	test("finds the devices, is told their states, turns a switch and sets a number", async () => {
		const authority = await Authority.create({ name: "Home" }), broker = await start(await authority.issue({ names: ["localhost"], addresses: ["127.0.0.1"] }));
		closers.push(() => broker.close());
		const { configuration, scenario } = withSwitch(), access = { port: broker.port, ca: authority.certificate, user: USER, password: PASSWORD };
		const run = new GatewayRun(scenario, { ...configuration, ssid: "test", discovery: true, broker: `mqtts://localhost:${broker.port}`, user: USER, pass: PASSWORD }, [authority.der]);
		closers.push(() => run.close());
		const client = await connectAsync(`mqtts://localhost:${broker.port}`, { ca: authority.certificate, username: USER, password: PASSWORD, protocolVersion: 4 });
		closers.push(() => client.endAsync(true));

		// it starts late: what it needs to know is retained
		await new Promise(resolve => setTimeout(resolve, 4_000));
		const recorder = new MessageRecorder(access), home = new HomeAssistant();
		closers.push(() => recorder.close());
		let seen = 0;
		const until = (condition: () => boolean, what: string) => recorder.until(() => {
			for (; seen < recorder.received.length; seen++)
				home.take(recorder.received[seen]!.topic, recorder.received[seen]!.payload);
			return condition();
		}, 15_000, `${what}; the console said ${run.lines.slice(-5).join("\n")}`);
		const find = (key: string) => [...home.entities.keys()].find(id => id.endsWith(`_${key}`))!;
		await until(() => home.devices.size === 4, "four devices");
		expect([...home.devices.values()].map(({ name }) => name).sort()).toEqual(["house", "lamp", "sensor", "thermostat"]);
		const setpoint = find("setpoint"), window = [...home.entities].find(([, { component }]) => component.name === "window mode")![0];
		await until(() => home.isAvailable(setpoint) && home.isAvailable("a4c138000a03_brightness"), "that they are available");
		for (const [id, value, state] of [[window, "on", "on"], [setpoint, "21.5", "21.5"], [window, "off", "off"]] as const) {
			const { payload, topic } = home.command(id, value);
			await client.publishAsync(topic, payload, { qos: 1 });
			await until(() => home.entity(id).state === state, `${id} ${value}`);
		}
		expect(run.find(/ERROR/)).toBeUndefined();
	}, 60_000);
});
