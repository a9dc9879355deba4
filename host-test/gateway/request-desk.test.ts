import { setUp } from "./request-stage";

const refusal = (reason: string) => `"ok":false,"step":"request","reason":${JSON.stringify(reason)}}`;

describe("what is refused has a reason of its own, and is not asked of a peripheral", () => {
	test.each([
		["g/thermostat/battery/set", "3", 'its declaration does not allow to write it: that takes "write": true'],
		["g/thermostat/nothing/set", "3", "no value is published there"],
		["g/thermostat/nothing/get", "", "no value is published there"],
		["g/thermostat/target/set", "warm", '"warm" is not a number, nor one with "°C" behind it'],
		["g/thermostat/target/set", "", '"" is not a number, nor one with "°C" behind it'],
		["g/thermostat/target/set", "400", '"400" is out of range: -327.68 to 327.67 can be written'],
		["elsewhere/set", "x".repeat(513), `"${"x".repeat(32)}…" is too long: a characteristic has 512 bytes at most`],
		["g/thermostat/target/set", "{", 'the request begins with { and is no JSON object as {"id":"42","value":21.5,"ttl":30}'],
		["g/thermostat/target/set", "{}", "the request has no value"],
		["g/thermostat/target/set", '{"value":{}}', "the request has no value"],
		["g/thermostat/target/set", '{"value":1,"x":2}', 'the request has the unknown key "x": id, value and ttl are known'],
		["g/thermostat/target/set", '{"value":[1]}', 'the request begins with { and is no JSON object as {"id":"42","value":21.5,"ttl":30}'],
		["g/thermostat/target/set", '{"id":"","value":1}', "the request has an id that is no text of 1 to 64 characters"],
		["g/thermostat/target/set", '{"ttl":0,"value":1}', "the request has a ttl that is no number of seconds from 1 to 3600"],
		["g/thermostat/target/get", '{"ttl":"x"}', "the request has a ttl that is no number of seconds from 1 to 3600"],
		["g/thermostat/mode/set", '{"value":{"mode":1,"fault":2}}', 'the declaration does not allow to write "fault": that takes "write": true'],
		["g/thermostat/mode/set", '{"value":{"mode":1,"target":2}}', '"target" is no value of the same characteristic'],
		["g/thermostat/mode/set", '{"value":{"mode":1,"mode":2}}', 'the request has "mode" twice'],
		["g/thermostat/mode/set", '{"value":{"mode":{}}}', 'the request has an object as "mode"'],
		["g/strap/heartRate/set", "72", 'its declaration does not allow to write it: that takes "write": true'],
		["g/clock/weekday/set", "2", 'its declaration does not allow to write it: that takes "write": true'],
		["g/clock/time/set", "\u0001".repeat(900), `time ("${"\\u0001".repeat(32)}…") is not a time as 2026-11-25T16:00:00`],
		["g/clock/time/set", "noon", 'time ("noon") is not a time as 2026-11-25T16:00:00'],
		["g/clock/time/set", '{"value":{"time":"2026-11-25T16:00:01","weekday":3}}', 'the declaration does not allow to write "weekday": that takes "write": true'],
		["g/clock/timeZone/set", '{"value":{"timeZone":100,"daylightSaving":0}}', 'timeZone ("100") is beyond what its 8 bits hold'],
		["g/zone/2a0f/set", "4", "its value is an object, of those fields that are to be written"],
		["g/zone/2a0f/set", '{"value":{"timeZone":1}}', '"timeZone" is no value of the same characteristic'],
		["g/zone/2a0f/set", '{"value":{"zone":"far"}}', 'timeZone ("far") is not a number'],
		["g/bike/targetSpeed/set", "900", 'targetSpeed ("900") is beyond what its 16 bits hold'],
		["g/bike/stop/set", "now", 'stop ("now") is none of its words'],
		["g/bike/start/set", "", "start is none of its words"],
		["g/bike/start/set", '{"value":{"start":"start","targetSpeed":8}}', "2 fields at once are possible for no command: one at a time"],
	])("%s %s", (topic, text, reason) => {
		const { asked, results, say } = setUp();
		say(topic, text);
		expect(results).toEqual([`${topic.slice(0, -4)}/result {${refusal(reason)}`]);
		expect(asked).toEqual([]);
	});
	test("a retained request", () => {
		const { asked, results, say } = setUp();
		say("g/thermostat/target/set", '{"id":7,"value":21}', true);
		expect(results).toEqual([`g/thermostat/target/result {"id":7,${refusal("it is retained; publish requests without retain")}`]);
		expect(asked).toEqual([]);
	});
	test("the ninth that waits", () => {
		const { results, say } = setUp();
		for (let i = 0; i < 9; i++)
			say("g/lamp/level/set", String(i));
		expect(results).toEqual([`g/lamp/level/result {${refusal("the queue is full: 8 requests wait already; try again later")}`]);
	});
	test("one that can't be answered is not done, and told on the console", () => {
		const { asked, leaveRoom, lines, results, say } = setUp();
		leaveRoom(0);
		say("g/lamp/level/set", "1");
		expect([asked, results]).toEqual([[], []]);
		expect(lines.join("\n")).toContain('"g/lamp/level/set": refused, and not answered: too many results wait for the broker');
	});
	test("one that waited behind others for longer than its ttl", () => {
		const { asked, clock, results, say } = setUp();
		say("g/lamp/level/set", "1");
		say("g/lamp/level/set", '{"value":2,"ttl":5}');
		clock.advance(5_000);
		expect(results).toEqual([`g/lamp/level/result {${refusal("expired: others were before it for its ttl of 5 s")}`]);
		expect(asked).toHaveLength(1);
	});
	test("one of which nothing is heard is given up, and the next has its turn", () => {
		const { cancelled, clock, results, say, written } = setUp();
		say("g/lamp/level/set", "1");
		clock.advance(45_000);
		say("g/lamp/level/set", "2");
		clock.advance(5_000);
		expect(results).toEqual([`g/lamp/level/result {${refusal("expired: nothing came of it within 50 s")}`]);
		expect(cancelled).toHaveLength(1);
		expect(written()).toEqual(["1.6 01", "1.6 02"]);
	});
});

describe("what is asked of a peripheral", () => {
	test.each<[string, "find" | "connect" | "discover" | "write" | "read back"]>([
		["it was not found within 30 s", "find"], ["it does not answer", "connect"], ["it does not have that characteristic", "discover"], ["refused", "write"], ["it has another value", "read back"],
	])("%s is told with its step", (reason, step) => {
		const { done, results, say } = setUp();
		say("g/lamp/level/set", '{"id":"a","value":3}');
		done(step, reason);
		expect(results).toEqual([`g/lamp/level/result {"id":"a","ok":false,"step":"${step}","reason":"${reason}"}`]);
	});
	test("a value that was written and read back is published, and told as it is now", () => {
		const { done, published, results, say, written } = setUp();
		say("g/thermostat/target/set", "21.504 °C");
		expect(written()).toEqual(["0.0 6608"]);
		done(undefined, "", "6608", "read back");
		expect(results).toEqual(['g/thermostat/target/result {"ok":true,"value":21.5,"confirmed":"read back"}']);
		expect(published).toEqual(["target 6608"]);
	});
	test("one that was only sent is told as it was written, and not published", () => {
		const { done, published, results, say } = setUp();
		say("g/lamp/level/set", "3");
		done(undefined, "", undefined, "sent");
		expect(results).toEqual(['g/lamp/level/result {"ok":true,"value":3,"confirmed":"sent"}']);
		expect(published).toEqual([]);
	});
	test("a value that changed on its own is published all the same", () => {
		const { done, published, say } = setUp();
		say("g/lamp/level/set", "3");
		done("read back", "it has another value", "05");
		expect(published).toEqual(["level 05"]);
	});
	test("a value that is read is published and told", () => {
		const { done, published, results, say, written } = setUp();
		say("g/thermostat/battery/get", "please");
		expect(written()).toEqual(["0.1 read"]);
		done(undefined, "", "5a");
		expect(published).toEqual(["battery 5a"]);
		expect(results).toEqual(['g/thermostat/battery/result {"ok":true,"value":90}']);
	});
	test("too few bytes are told", () => {
		const { done, results, say } = setUp();
		say("g/thermostat/target/get");
		done(undefined, "", "5a");
		expect(results).toEqual(['g/thermostat/target/result {"ok":false,"step":"read","reason":"the characteristic has 1 bytes, too few for what is declared"}']);
	});
	test("text is a string in the result, and left out where it is long", () => {
		const { done, results, say } = setUp();
		say("elsewhere/set", 'Küche "1"');
		done(undefined, "", undefined, "sent");
		say("elsewhere/set", "x".repeat(300));
		done(undefined, "", undefined, "sent");
		expect(results).toEqual(['elsewhere/result {"ok":true,"value":"Küche \\"1\\"","confirmed":"sent"}', 'elsewhere/result {"ok":true,"confirmed":"sent"}']);
	});
	test("bits beside those that are written are read first, and stay", () => {
		const { done, results, say, written } = setUp();
		say("g/thermostat/fan/set", "2");
		done(undefined, "", "f3aa07");
		done(undefined, "", undefined, "sent");
		expect(written()).toEqual(["0.3 23aa07", "0.3 23aa07"]);
		expect(results).toEqual(['g/thermostat/fan/result {"ok":true,"value":2,"confirmed":"sent"}']);
	});
	test("several values of one characteristic are written at once", () => {
		const { done, results, say } = setUp();
		say("g/thermostat/fan/set", '{"id":1,"value":{"fan":2,"mode":"5"}}');
		done(undefined, "", "ff07");
		done(undefined, "", "2507", "read back");
		expect(results).toEqual(['g/thermostat/fan/result {"id":1,"ok":true,"value":{"fan":2,"mode":5},"confirmed":"read back"}']);
	});
	test("one at a time for each peripheral, in their order", () => {
		const { asked, clock, done, say, written } = setUp();
		say("g/lamp/level/set", "1");
		say("g/lamp/on/set", "2");
		say("g/thermostat/battery/get");
		expect(written()).toEqual(["1.6 01", "0.1 read"]);
		asked[0]!.onDone(undefined, "", undefined, "sent");
		clock.advance(0);
		expect(written()).toEqual(["1.6 01", "0.1 read", "1.7 02"]);
		done(undefined, "", undefined, "sent");
	});
});

describe("a request that comes again with its id", () => {
	const REQUEST = '{"id":"42","value":3}', RESULT = 'g/lamp/level/result {"id":"42","ok":true,"value":3,"confirmed":"sent"}';

	test("is not done again while it is at work, and answered from memory when it is done", () => {
		const { asked, done, results, say } = setUp();
		say("g/lamp/level/set", REQUEST);
		say("g/lamp/level/set", REQUEST);
		done(undefined, "", undefined, "sent");
		expect(results).toEqual([RESULT]);
		say("g/lamp/level/set", REQUEST);
		expect(results).toEqual([RESULT, RESULT]);
		expect(asked).toHaveLength(1);
	});
	test("is done again when eight others came between, or at another topic", () => {
		const { asked, done, say } = setUp();
		say("g/lamp/level/set", REQUEST);
		done(undefined, "", undefined, "sent");
		for (let i = 0; i < 8; i++) {
			say("g/lamp/on/set", `{"id":"42${i}","value":3}`);
			done(undefined, "", undefined, "sent");
		}
		say("g/lamp/level/set", REQUEST);
		expect(asked).toHaveLength(10);
	});
	test("is done again if it was refused: then nothing was done", () => {
		const { asked, done, say } = setUp();
		for (let i = 0; i < 4; i++)
			say("g/lamp/level/set", "1");
		say("g/lamp/on/set", REQUEST);
		for (let i = 0; i < 4; i++)
			done(undefined, "", undefined, "sent");
		say("g/lamp/on/set", REQUEST);
		expect(asked).toHaveLength(5);
	});
});

describe("a field of a device", () => {
	test.each([
		["strap/location", "01", '"chest"'], ["strap/interval", "1e481027380330032b03", "[0.805,0.797,0.792]"], ["strap/energy", "0048", "null"],
		["strap/humidity", "c409370b0b", "55"], ["object/2a37", "164838033003", '{"contact":true,"heartRate":72,"interval":[0.805,0.797]}'], ["object/2a38", "01", '{"location":"chest"}'],
	])("%s of %s is %s", (topic, hex, value) => {
		const { done, published, results, say } = setUp();
		say(`g/${topic}/get`);
		done(undefined, "", hex);
		expect(results).toEqual([expect.stringContaining(`"ok":true,"value":${value}}`)]);
		expect(published).toHaveLength(1);
	});
	test("is not there where the bytes are too few", () => {
		const { done, results, say } = setUp();
		say("g/strap/humidity/get");
		done(undefined, "", "c4");
		expect(results[0]).toMatch(/"ok":false,"step":"read","reason":"the characteristic has 1 bytes, too few for what is declared"/);
	});
	test("is written over what the characteristic has, and all of it is published once", () => {
		const { done, published, results, say, written } = setUp();
		say("g/clock/time/set", "2026-11-25T16:00:01");
		done(undefined, "", "e907010f0e1e2d032101aa");
		expect(written().at(-1)).toMatch(/ ea070b19100001032101aa$/);
		done(undefined, "", "ea070b19100001032101aa", "read back");
		expect(results).toEqual(['g/clock/time/result {"ok":true,"value":"2026-11-25T16:00:01","confirmed":"read back"}']);
		expect(published).toEqual(["time ea070b19100001032101aa"]);
	});
	test("is there though others of its characteristic have changed when it is read back", () => {
		const { done, results, say } = setUp();
		say("g/clock/time/set", "2026-11-25T16:00:01");
		done(undefined, "", "e907010f0e1e2d030001");
		done("read back", "another value", "ea070b19100001038001");
		say("g/clock/time/set", "2026-11-25T16:00:01");
		done(undefined, "", "e907010f0e1e2d030001");
		done("read back", "another value", "ea070b19100002030101");
		expect(results).toEqual(['g/clock/time/result {"ok":true,"value":"2026-11-25T16:00:01","confirmed":"read back"}',
			'g/clock/time/result {"ok":false,"step":"read back","reason":"another value"}']);
	});
	test("is not written where others would have to be read, which can't be", () => {
		const { done, results, say } = setUp();
		say("g/clock/time/set", "2026-11-25T16:00:01");
		done("read", "the characteristic can't be read");
		expect(results).toEqual(['g/clock/time/result {"ok":false,"step":"read","reason":"the characteristic can\'t be read, and not all of its values are given"}']);
	});
	test("is not written over what is too short for its layout", () => {
		const { done, results, say } = setUp();
		say("g/clock/time/set", "2026-11-25T16:00:01");
		done(undefined, "", "e907");
		expect(results).toEqual(['g/clock/time/result {"ok":false,"step":"write","reason":"time needs bytes 0 to 6, there are 2"}']);
	});
	test("is written with others of its characteristic at once, without reading where these are all", () => {
		const { done, published, results, say, written } = setUp();
		say("g/clock/timeZone/set", '{"value":{"daylightSaving":"1 h","timeZone":-2.5}}');
		expect(written().at(-1)).toMatch(/ f604$/);
		done(undefined, "", "f604", "read back");
		expect(results).toEqual(['g/clock/timeZone/result {"ok":true,"value":{"daylightSaving":1,"timeZone":-2.5},"confirmed":"read back"}']);
		expect(published).toEqual(["daylightSaving f604"]);
	});
	test("of an object is written by its member's name", () => {
		const { done, results, say, written } = setUp();
		say("g/zone/2a0f/set", '{"value":{"zone":1,"daylightSaving":0}}');
		expect(written().at(-1)).toMatch(/ 0400$/);
		done(undefined, "", "0400", "read back");
		say("g/zone/2a2b/set", '{"value":{"deviceTime":"2026-11-25T16:00:01"}}');
		done(undefined, "", "e907010f0e1e2d038001");
		expect(written().at(-1)).toMatch(/ ea070b19100001038001$/);
		expect(results).toEqual(['g/zone/2a0f/result {"ok":true,"value":{"zone":1,"daylightSaving":0},"confirmed":"read back"}']);
	});
	test.each([
		["control", "request", "00", '"request"'], ["targetSpeed", "12.5 km/h", "02e204", "12.5"], ["stop", "pause", "0802", '"pause"'],
	])("that is the command %s is sent as it is", (name, text, hex, value) => {
		const { done, published, results, say, written } = setUp();
		say(`g/bike/${name}/set`, text);
		expect(written().at(-1)).toMatch(new RegExp(` ${hex}$`));
		done(undefined, "", undefined, "sent");
		expect(results).toEqual([`g/bike/${name}/result {"ok":true,"value":${value},"confirmed":"sent"}`]);
		expect(published).toEqual([]);
	});
});
