import { configurationOf, soundConfiguration } from "../sound-configuration";
import { CommandDesk, commandFilters, isCommand } from "../../modules/gateway/command-desk";
import { configurationText } from "../../modules/gateway/configuration-text";
import { RequestLog } from "../../modules/gateway/request-log";
import { AirSurvey } from "../../modules/peripheral/air-survey";
import { Log } from "../../modules/text/log";
import { ManualClock } from "../manual-clock";

function setUp(status = ['{"uptime":1}', '{"peripherals":{}}']) {
	const lines: string[] = [], results: unknown[] = [], surveys: { duration: number; end: (found: AirSurvey) => void }[] = [];
	const clock = new ManualClock(), log = new Log(clock, line => lines.push(line));
	let restarts = 0, room = Infinity;
	const desk = new CommandDesk({
		log: new RequestLog(clock, log), console: log, prefix: "g",
		session: {
			reserveReply: () => room-- > 0,
			reply: (topic, content) => {
				expect(topic).toBe("g/command/result");
				if (typeof content === "string")
					results.push(JSON.parse(content));
				else {
					do
						results.push(JSON.parse(Buffer.from(content.payload).toString()));
					while (content.next());
				}
			},
		},
		central: { survey: (duration, end) => surveys.length === 0 && surveys.push({ duration, end }) > 0 },
		status: () => status,
		configuration: () => `"${"x".repeat(1_000)}"`,
		restart: () => restarts++,
	});
	return { desk, lines, log, results, surveys, restarts: () => restarts, leaveRoom: (left: number) => void (room = left) };
}

describe("what is listened to", () => {
	test.each([
		["none", []],
		["read", ["g/command/configuration", "g/command/scan", "g/command/status"]],
		["all", ["g/command/configuration", "g/command/scan", "g/command/status", "g/command/log", "g/command/restart"]],
	] as const)("%s", (commands, filters) => {
		expect(commandFilters("g", commands)).toEqual(filters);
	});
	test("commands, and neither their result nor requests to a peripheral of that name", () => {
		expect(["g/command/log", "g/command/result", "g/command/log/set", "h/command/log", "g/command/"].map(topic => isCommand("g", topic))).toEqual([true, false, false, false, false]);
	});
});

describe("a command", () => {
	test("that is retained is refused: each start would obey it", () => {
		const { desk, restarts, results } = setUp();
		desk.take("g/command/restart", "", true);
		expect(results).toEqual([{ command: "restart", ok: false, reason: "it is retained; publish commands without retain" }]);
		expect(restarts()).toBe(0);
	});
	test.each([
		["log", "loud", '"loud" is none of error, warning, info, value, debug'],
		["log", "", '"" is none of error, warning, info, value, debug'],
		["log", "{", 'the request begins with { and is no JSON object as {"id":"42","value":21.5,"ttl":30}'],
		["scan", "0", '"0" is no number of seconds from 1 to 60'],
		["scan", "61", '"61" is no number of seconds from 1 to 60'],
		["scan", "long", '"long" is no number of seconds from 1 to 60'],
		["configuration", "", undefined],
	])("%s %j is refused with a reason, or fits", (command, text, reason) => {
		const { desk, results } = setUp();
		desk.take(`g/command/${command}`, text, false);
		expect(results).toEqual([reason === undefined ? { command, ok: false, reason: "the result has more than 1024 bytes" } : { command, ok: false, reason }].map(expected =>
			reason === undefined ? expect.objectContaining({ command }) : expected));
	});
	test("that can't be answered is not obeyed", () => {
		const { desk, leaveRoom, lines, restarts, results } = setUp();
		leaveRoom(0);
		desk.take("g/command/restart", "", false);
		expect([restarts(), results]).toEqual([0, []]);
		expect(lines.join()).toContain("the command restart: refused, and not answered");
	});
	test("status, log and restart are answered, with the id", () => {
		const { desk, log, restarts, results } = setUp();
		desk.take("g/command/status", '{"id":5}', false);
		desk.take("g/command/log", '{"id":"l","value":"debug"}', false);
		desk.take("g/command/restart", "", false);
		expect(results).toEqual([
			{ command: "status", id: 5, ok: true, part: 1, parts: 2, value: { uptime: 1 } }, { command: "status", id: 5, ok: true, part: 2, parts: 2, value: { peripherals: {} } },
			{ command: "log", id: "l", ok: true, value: "debug" }, { command: "restart", ok: true },
		]);
		expect(log.shows("debug")).toBe(true);
		expect(restarts()).toBe(1);
	});
	test("status that would not fit into a message is refused, and not tried for ever", () => {
		const { desk, results } = setUp(["{}", `"${"x".repeat(1_000)}"`]);
		desk.take("g/command/status", "", false);
		expect(results).toEqual([{ command: "status", ok: false, reason: "the result has more than 1024 bytes" }]);
	});
	test("a second scan meanwhile is refused", () => {
		const { desk, results, surveys } = setUp();
		desk.take("g/command/scan", '{"id":1,"value":3}', false);
		desk.take("g/command/scan", "", false);
		expect(results).toEqual([{ command: "scan", ok: false, reason: "a scan runs already" }]);
		expect(surveys.map(({ duration }) => duration)).toEqual([3_000]);
	});
	test("scan takes one answer's room, and gives it to what was heard", () => {
		const { desk, leaveRoom, lines, results, surveys } = setUp();
		leaveRoom(1);
		desk.take("g/command/scan", '{"id":"a"}', false);
		const survey = new AirSurvey();
		survey.note("a4:c1:38:00:00:01", 0, -50, new Uint8Array(0));
		surveys[0]!.end(survey);
		expect(results).toEqual([{ command: "scan", id: "a", ok: true, part: 1, parts: 1, value: [{ address: "a4:c1:38:00:00:01", rssi: -50 }] }]);
		expect(lines.at(-1)).toMatch(/command: scan: 1 devices in 1 part$/);
	});
});

test("the configuration is told without secrets, and fits into a message at its largest", () => {
	const long = (length: number) => "x".repeat(length);
	const configuration = configurationOf(soundConfiguration({ user: long(1_024), pass: "TopSecret", clientId: long(256), ssid: long(32), sntp: `${long(60)}.${long(60)}.example` }));
	const text = configurationText(configuration, long(256), "mqtts://" + long(200));
	expect(text).not.toMatch(/TopSecret|MyPassword/);
	expect(text.length).toBeLessThan(950);
	expect(JSON.parse(text)).toMatchObject({ prefix: "esp32/gateway", peripherals: ["voltmeter"], keepAlive: 60, scan: { interval: 320, window: 30 } });
});
