import type { PeripheralRequest } from "../../modules/peripheral/peripheral-request";
import { seededRandom } from "../seeded-random";
import { setUp } from "./request-stage";

function isJSON(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

test("whatever is said at whatever topic: one answer each, nothing thrown, and room for the next", () => {
	const { asked, clock, leaveRoom, results, say } = setUp(), random = seededRandom(12);
	const pick = <Part>(parts: readonly Part[]) => parts[Math.floor(random() * parts.length)]!;
	let silent = 0, answered = 0, broken = 0;
	for (let round = 0; round < 5_000; round++) {
		leaveRoom(1);
		const known = pick(["g/thermostat/target", "g/thermostat/mode", "g/lamp/level", "g/thermostat/battery"]);
		const topic = (random() < 0.7 ? known : pick(["g", "h", ""]) + pick(["/thermostat", "/lamp", "/", "//", "/\u0000"]) + pick(["/target", "/level", ""])) + pick(["/set", "/get"]);
		let text = pick(["", "{", '{"value":', '{"value":{"mode":']);
		for (let count = Math.floor(random() * 6); count > 0; count--)
			text += pick(["1", "-", "e9", "°C", '"id":"x"', '"value":', "{", "}", ",", '"mode"', ":", "[", "\u0000", "\ud800", "9".repeat(300), '"ttl":1']);
		const first = asked.length, before = results.length;
		say(topic, text, random() < 0.05);
		for (const request of asked.slice(first))
			request.onDone(...pick<Parameters<PeripheralRequest["onDone"]>>([
				[undefined, "", Buffer.from("010203"), "read back"], [undefined, "", undefined, "sent"], ["find", "away", undefined, undefined], [undefined, "", new Uint8Array(0), undefined],
			]));
		clock.advance(60_000);
		answered += results.length - before;
		if (topic.endsWith("/set") && text.startsWith("{") && !isJSON(text)) {
			broken++;
			expect([results.at(-1), asked.length]).toEqual([expect.stringContaining('"ok":false,"step":"request"'), first]);
		}
		silent += results.length === before ? 1 : 0;
		expect(results.length - before).toBeLessThanOrEqual(1);
		for (const result of results.slice(before))
			expect(JSON.parse(result.slice(result.indexOf("{")))).toHaveProperty("ok");
	}
	expect([silent, answered]).toEqual([0, 5_000]);
	expect(asked.length).toBeGreaterThan(500);
	expect(broken).toBeGreaterThan(500);
});

describe("what is meant to do harm", () => {
	test.each([
		['"ttl":0', "ttl"], ['"ttl":-1', "ttl"], ['"ttl":0.5', "ttl"], ['"ttl":1e9', "ttl"], ['"ttl":3601', "ttl"], ['"ttl":"x"', "ttl"], ['"ttl":"30"', "ttl"], ['"ttl":null', "ttl"], ['"ttl":true', "ttl"],
		[`"id":"${"x".repeat(65)}"`, "id"], [`"id":"${"x".repeat(900)}"`, "id"], [`"id":${"9".repeat(65)}`, "id"], ['"id":true', "id"], ['"id":{}', "id"],
	])("%s is refused, with the key that is wrong, and nothing is asked", (member, key) => {
		for (const request of ["set", "get"]) {
			const { asked, results, say } = setUp();
			say(`g/lamp/level/${request}`, `{${member},"value":1}`);
			expect(results).toEqual([expect.stringMatching(new RegExp(`^g/lamp/level/result {"ok":false,"step":"request","reason":"the request has an? ${key} that is no `))]);
			expect(asked).toEqual([]);
		}
	});
	test.each(['"ttl":1', '"ttl":3600', '"ttl":1e1', `"id":"${"x".repeat(64)}"`, '"id":0', '"id":-1.5'])("%s is not", member => {
		const { asked, results, say } = setUp();
		say("g/lamp/level/set", `{${member},"value":1}`);
		expect([asked.length, results]).toEqual([1, []]);
	});
	test("one id at four topics is four requests", () => {
		const { done, results, say, written } = setUp();
		for (const topic of ["g/lamp/level/set", "g/lamp/on/set", "g/lamp/level/get", "g/thermostat/target/set"]) {
			say(topic, '{"id":"same","value":3}');
			done(undefined, "", "0300", "sent");
		}
		expect(written()).toEqual(["1.6 03", "1.7 03", "1.6 read", "0.0 2c01"]);
		expect(results).toHaveLength(4);
	});
	test("an id that is a number is another one than the text of it", () => {
		const { asked, done, say } = setUp();
		for (const id of ["7", '"7"']) {
			say("g/lamp/level/set", `{"id":${id},"value":3}`);
			done(undefined, "", undefined, "sent");
		}
		expect(asked).toHaveLength(2);
	});
	test("a clock that is set back or forth moves no deadline", () => {
		const { clock, results, say } = setUp();
		clock.time = Date.parse("2026-11-25T12:00:00Z");
		say("g/lamp/level/set", "1");
		say("g/lamp/level/set", '{"id":1,"value":2,"ttl":10}');
		clock.time = Date.parse("2036-01-01T00:00:00Z");
		clock.advance(9_999);
		clock.time = Date.parse("1996-01-01T00:00:00Z");
		expect(results).toEqual([]);
		clock.advance(1);
		expect(results).toEqual([expect.stringContaining("expired: others were before it for its ttl of 10 s")]);
	});
	test("a deadline that passes in the middle of a write ends nothing: what came of it is told", () => {
		const { cancelled, clock, done, results, say } = setUp();
		say("g/lamp/level/set", '{"id":1,"value":2,"ttl":1}');
		clock.advance(15_000);
		expect([results, cancelled]).toEqual([[], []]);
		done(undefined, "", undefined, "sent");
		expect(results).toEqual(['g/lamp/level/result {"id":1,"ok":true,"value":2,"confirmed":"sent"}']);
	});
	test("fifty requests at once are each answered, and those for which there is no room are not done", () => {
		const { asked, results, say } = setUp();
		for (let i = 0; i < 50; i++)
			say("g/lamp/level/set", `{"id":${i},"value":1}`);
		const full = results.filter(result => result.includes("the queue is full"));
		expect([asked.length, results.length]).toEqual([1, full.length]);
		expect(full.length).toBeGreaterThanOrEqual(40);
	});
});
