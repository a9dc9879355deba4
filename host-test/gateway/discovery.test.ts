import { HomeAssistant } from "../home-assistant/home-assistant";
import { GatewayStage } from "./gateway-stage";

const GATEWAY = "gattway_240ac4123456", VOLTMETER = "a4c138000001";
const STATUS = "esp32/gateway/status", LIST = `${STATUS}/discovery`;
const MINUTE = 60_000;

/** A gateway that tells Home Assistant of itself, and one that listens; on a connection of its own. */
function setUp(value: Record<string, unknown> = {}, changes: Record<string, unknown> = {}) {
	const stage = new GatewayStage(value, { discovery: true, ...changes }), home = new HomeAssistant(changes.discovery as string | undefined), messages: { topic: string; payload: string; retain: boolean }[] = [];
	stage.broker.onArrival = arrival => {
		messages.push(arrival);
		home.take(arrival.topic, arrival.payload);
	};
	const configurations = () => messages.filter(({ topic }) => topic.startsWith("homeassistant/")).map(({ topic }) => topic);
	const say = (topic: string, text: string, retained = false) => {
		stage.gateway.onMessage(topic, Buffer.from(text), retained);
		stage.clock.advance(100);
	};
	return { stage, home, messages, configurations, say };
}

describe("discovery", () => {
	test("tells of gateway and peripheral, retained, some seconds after the connection; and what is read is their state", () => {
		const { stage, home, messages, configurations } = setUp({ name: "voltage", unit: "mV", deviceClass: "voltage" });
		stage.clock.advance(1_000);
		expect(configurations()).toEqual([]);
		stage.clock.advance(10_000);
		expect(configurations()).toEqual([`homeassistant/device/${GATEWAY}_voltmeter/config`, `homeassistant/device/${GATEWAY}/config`]);
		expect(messages.filter(({ topic }) => topic.startsWith("homeassistant/")).map(({ retain }) => retain)).toEqual([true, true]);
		stage.notify(172);
		expect(home.entity(`${VOLTMETER}_voltage`).state).toBe("172");
		expect(home.entity(`${VOLTMETER}_voltage`).component).toMatchObject({ p: "sensor", name: "voltage", unit_of_meas: "mV", dev_cla: "voltage", stat_cla: "measurement" });
		expect(home.devices.get(`${GATEWAY}_voltmeter`)).toEqual({ ids: [VOLTMETER], name: "voltmeter", cns: [["bluetooth", "a4:c1:38:00:00:01"]], via_device: GATEWAY });
		stage.clock.advance(MINUTE);
		expect(home.entity(`${GATEWAY}_signal`).state).toBe("-50");
		expect(home.entity(`${GATEWAY}_acknowledged`).state).toBe("1");
	});
	test("an entity is available while gateway and peripheral are", () => {
		const { stage, home } = setUp({ name: "voltage" });
		stage.broker.reachable = false;
		stage.broker.reachable = true;
		stage.clock.advance(MINUTE);
		expect(home.isAvailable(`${VOLTMETER}_voltage`)).toBe(true);
		stage.disconnect();
		stage.clock.advance(1);
		expect(home.isAvailable(`${VOLTMETER}_voltage`)).toBe(false);
		expect(home.isAvailable(`${GATEWAY}_heap`)).toBe(true);
		home.take(STATUS, "offline");
		expect(home.isAvailable(`${GATEWAY}_heap`)).toBe(false);
		expect([home.isAvailable(`${GATEWAY}_status`), home.entity(`${GATEWAY}_status`).state]).toEqual([true, "off"]);
	});
	test("without \"discovery\" nothing is told, and nothing more is listened to", () => {
		const { stage, configurations } = setUp({}, { discovery: false });
		stage.clock.advance(5 * MINUTE);
		expect(configurations()).toEqual([]);
		expect(stage.gateway.filters.filter(filter => filter.includes("homeassistant") || filter === LIST)).toEqual([]);
	});
	test("another prefix is where it is told and listened to", () => {
		const { stage, messages } = setUp({}, { discovery: "ha/house" });
		stage.clock.advance(MINUTE);
		expect(messages.filter(({ topic }) => topic.startsWith("ha/house/device/gattway_"))).toHaveLength(2);
		expect(stage.gateway.filters).toEqual(expect.arrayContaining(["ha/house/status", LIST]));
	});
	test("on the next connection nothing is told again", () => {
		const { stage, configurations } = setUp();
		stage.clock.advance(MINUTE);
		stage.broker.reachable = false;
		stage.broker.reachable = true;
		stage.clock.advance(5 * MINUTE);
		expect(configurations()).toHaveLength(2);
	});
	test("when Home Assistant starts all is told again, but not when that is only retained", () => {
		const { stage, configurations, say } = setUp();
		stage.clock.advance(MINUTE);
		say("homeassistant/status", "online", true);
		say("homeassistant/status", "offline");
		stage.clock.advance(MINUTE);
		expect(configurations()).toHaveLength(2);
		say("homeassistant/status", "online");
		stage.clock.advance(MINUTE);
		expect(configurations()).toHaveLength(4);
	});
	test("a start of Home Assistant in the middle of it is answered, too", () => {
		const { stage, configurations, messages, say } = setUp();
		while (configurations().length < 1)
			stage.clock.advance(10);
		const before = messages.length;
		say("homeassistant/status", "online");
		stage.clock.advance(MINUTE);
		const after = messages.slice(before).filter(({ topic }) => topic.startsWith("homeassistant/")).map(({ topic }) => topic);
		expect(after).toContain(`homeassistant/device/${GATEWAY}_voltmeter/config`);
		expect(after).toContain(`homeassistant/device/${GATEWAY}/config`);
	});
	test("what has left the configuration is taken away, what is another's is not", () => {
		const { stage, home, messages, say } = setUp();
		home.take(`homeassistant/device/${GATEWAY}_lamp/config`, '{"dev":{"ids":["lamp"]},"o":{"name":"x"},"cmps":{"a":{"p":"sensor","stat_t":"a","uniq_id":"lamp_a"}}}');
		stage.clock.advance(500);
		say(LIST, `homeassistant/device/${GATEWAY}_lamp/config homeassistant/device/${GATEWAY}_voltmeter/config homeassistant/device/gattway_ffffffffffff/config house/${GATEWAY}/set`, true);
		stage.clock.advance(MINUTE);
		expect(home.devices.has(`${GATEWAY}_lamp`)).toBe(false);
		expect(messages.filter(({ payload }) => payload === "").map(({ topic, retain }) => [topic, retain])).toEqual([[`homeassistant/device/${GATEWAY}_lamp/config`, true]]);
		expect(messages.filter(({ topic }) => topic === LIST)).toEqual([expect.objectContaining({ retain: true, payload: `homeassistant/device/${GATEWAY}_voltmeter/config homeassistant/device/${GATEWAY}/config` })]);
	});
	test("a list that is as it should be is not published again, and what comes back of our own is no list", () => {
		const { stage, messages, say } = setUp(), list = `homeassistant/device/${GATEWAY}_voltmeter/config homeassistant/device/${GATEWAY}/config`;
		say(LIST, list, true);
		say(LIST, "homeassistant/device/gattway_240ac4123456_other/config");
		stage.clock.advance(MINUTE);
		expect(messages.filter(({ topic, payload }) => topic === LIST || payload === "")).toEqual([]);
	});
	test("no message begins while a reading waits for room", () => {
		const { stage, configurations } = setUp();
		stage.broker.full = true;
		for (let i = 0; i < 20; i++)
			stage.notify(i);
		stage.clock.advance(10_000);
		expect(configurations()).toEqual([]);
		stage.broker.full = false;
		stage.notify(1);
		stage.clock.advance(10_000);
		expect(configurations()).toHaveLength(2);
	});
	test("what a peripheral says of itself is told once it was read", () => {
		const { stage, home, configurations } = setUp({ service: "180a", characteristic: "2a29", format: "utf8", name: "manufacturer" });
		stage.clock.advance(MINUTE);
		stage.notify(...Buffer.from("Acme\u0000"));
		stage.clock.advance(MINUTE);
		stage.notify(...Buffer.from("Acme\u0000"));
		stage.clock.advance(MINUTE);
		expect(home.devices.get(`${GATEWAY}_voltmeter`)).toMatchObject({ mf: "Acme" });
		expect(configurations()).toHaveLength(3);
	});
	test("a broker that ends the connection for it is told nothing for an hour, after three times, and the console says what to allow", () => {
		const { stage } = setUp(), told: number[] = [], take = stage.broker.onArrival;
		stage.broker.onArrival = arrival => {
			take(arrival);
			if (!arrival.topic.startsWith("homeassistant/"))
				return;
			told.push(stage.clock.ticks);
			stage.clock.set(() => {
				stage.broker.reachable = false;
				stage.broker.reachable = true;
			}, 0);
		};
		stage.clock.advance(55 * MINUTE);
		expect(told).toHaveLength(3);
		expect(stage.lines.filter(line => line.includes("ERROR"))).toEqual([expect.stringMatching(/home +ERROR the broker ends the connection when .* 3 times in a row: allow the gateway's user to publish to homeassistant\/device\/# and esp32\/gateway\/status\/discovery; nothing is told for 60 min/)]);
		stage.notify(1);
		expect(stage.gateway.account.waiting).toBe(1);
		stage.clock.advance(MINUTE);
		expect(stage.gateway.account.waiting).toBe(0);
	});
	test("the gateway's own status is not taken for Home Assistant's", () => {
		const { stage, configurations, say } = setUp({}, { prefix: "house", discovery: "house" });
		stage.clock.advance(MINUTE);
		say("house/status", "online");
		stage.clock.advance(MINUTE);
		expect(configurations()).toEqual([]);
	});
	test("a piece that is longer than a window is sent in parts", () => {
		const options = Array.from({ length: 16 }, (_, index) => String(index).padStart(30, "x")), parts: number[] = [];
		const { stage, home } = setUp({ name: "mode", options });
		stage.broker.onPart = length => parts.push(length);
		stage.clock.advance(MINUTE);
		expect(home.entity(`${VOLTMETER}_mode`).component.ops).toEqual(options);
		expect(Math.max(...parts)).toBe(512);
	});
	test("a peripheral of which nothing was declared is no device", () => {
		const { stage, configurations, messages } = setUp({}, { peripherals: [{ name: "v", match: { address: "a4:c1:38:00:00:01" }, values: [{ service: "180f", characteristic: "2a19", format: "uint8" }] }, { name: "all", match: { name: "All" }, publish: "all" }] });
		stage.clock.advance(MINUTE);
		expect(configurations()).toEqual([`homeassistant/device/${GATEWAY}_v/config`, `homeassistant/device/${GATEWAY}/config`]);
		expect(messages.find(({ topic }) => topic === LIST)!.payload).toBe(configurations().join(" "));
	});
	test("the button to restart is there where it may be pressed", () => {
		const one = setUp({}, { commands: "all" }), other = setUp();
		for (const { stage } of [one, other])
			stage.clock.advance(MINUTE);
		expect(one.home.command(`${GATEWAY}_restart`)).toEqual({ topic: "esp32/gateway/command/restart", payload: "PRESS" });
		expect(other.home.entities.has(`${GATEWAY}_restart`)).toBe(false);
		one.say("esp32/gateway/command/restart", "PRESS");
		one.stage.clock.advance(MINUTE);
		expect(one.stage.restarts).toBe(1);
	});
	test("with \"status\" false nothing is said of availability", () => {
		const { stage, home } = setUp({ name: "voltage" }, { status: false });
		stage.clock.advance(MINUTE);
		expect(home.entity(`${VOLTMETER}_voltage`).availability).toEqual([]);
	});
});
