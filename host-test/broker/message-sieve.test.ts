import { generate, type Packet } from "mqtt-packet";
import { MAXIMUM_MESSAGE, MessageSieve } from "../../modules/broker/message-sieve";
import { seededRandom } from "../seeded-random";

/** What the sieve has made of bytes that came in pieces. */
class Recorder {
	/** What passed, in hexadecimal. */
	passed = "";
	readonly story: string[] = [];
	#sieve = new MessageSieve({
		onMessage: (topic, payload, retained, QoS, id) => this.story.push(`${topic}=${Buffer.from(payload)}${retained ? " retained" : ""} QoS ${QoS} id ${id}`),
		onSkipped: (length, QoS, id) => this.story.push(`skipped ${length} QoS ${QoS} id ${id}`),
		onAcknowledged: id => this.story.push(`acknowledged ${id}`),
		onReleased: id => this.story.push(`released ${id}`),
		onMalformed: what => this.story.push(what),
	});

	constructor(greeted = true) {
		if (greeted) {
			this.feed(Uint8Array.of(0x20, 2, 0, 0));
			this.passed = "";
		}
	}
	feed(bytes: Uint8Array): this {
		for (let start = 0; start < bytes.length;) {
			const end = this.#sieve.next(bytes, start);
			if (end <= start || end > bytes.length)
				throw new Error(`from ${start} to ${end} of ${bytes.length}`);
			if (this.#sieve.passes)
				this.passed += Buffer.from(bytes.subarray(start, end)).toString("hex");
			start = end;
		}
		return this;
	}
}

function publish(topic: string, payload: string | Buffer, { id = 0, qos = 0 as 0 | 1 | 2, retain = false } = {}): Buffer {
	return generate({ cmd: "publish", topic, payload, qos, retain, dup: false, ...qos && { messageId: id } } as Packet);
}
/** What passes. */
const unsuback = (messageId: number) => generate({ cmd: "unsuback", messageId, granted: [] } as Packet);

test("a message without payload is one, and what follows passes", () => {
	const recorder = new Recorder().feed(Buffer.concat([publish("a", ""), unsuback(7)]));
	expect(recorder.story).toEqual(["a= QoS 0 id 0"]);
	expect(recorder.passed).toBe("b0020007");
});
test("PUBACK is told, wherever it is cut, between what passes", () => {
	const bytes = Buffer.concat([unsuback(1), generate({ cmd: "puback", messageId: 0xfffe }), generate({ cmd: "puback", messageId: 1 }), unsuback(2)]);
	for (let piece = 1; piece <= bytes.length; piece++) {
		const recorder = new Recorder();
		for (let at = 0; at < bytes.length; at += piece)
			recorder.feed(bytes.subarray(at, at + piece));
		expect(recorder.story).toEqual(["acknowledged 65534", "acknowledged 1"]);
		expect(recorder.passed).toBe("b0020001b0020002");
	}
});
test("PUBACK before CONNACK is malformed", () => {
	const recorder = new Recorder(false).feed(Buffer.from("40020001", "hex"));
	expect([recorder.passed, recorder.story]).toEqual(["", ["another packet before CONNACK"]]);
});
test("what is retained is told, and QoS and identifier are", () => {
	expect(new Recorder().feed(publish("a/b", "x", { retain: true, qos: 2, id: 0x1234 })).story).toEqual(["a/b=x retained QoS 2 id 4660"]);
});
test("a byte order mark in a topic is part of it", () => {
	expect(new Recorder().feed(publish("\uFEFFa", "1")).story).toEqual(["\uFEFFa=1 QoS 0 id 0"]);
});
test("messages between other packets come in order", () => {
	const recorder = new Recorder().feed(Buffer.concat([unsuback(1), publish("a", "1", { qos: 1, id: 5 }), publish("b", "2"), unsuback(2)]));
	expect(recorder.story).toEqual(["a=1 QoS 1 id 5", "b=2 QoS 0 id 0"]);
	expect(recorder.passed).toBe("b0020001b0020002");
});
test("a payload beyond the bound is skipped, with its identifier, and what follows passes", () => {
	for (const length of [MAXIMUM_MESSAGE + 1, 5_000, 200_000]) {
		const bytes = Buffer.concat([publish("a", Buffer.alloc(length), { qos: 1, id: 9 }), unsuback(3)]);
		for (const piece of [bytes.length, 1_000, 7]) {
			const recorder = new Recorder();
			for (let at = 0; at < bytes.length; at += piece)
				recorder.feed(bytes.subarray(at, at + piece));
			expect(recorder.story).toEqual([expect.stringMatching(/^skipped \d+ QoS 1 id 9$/)]);
			expect(recorder.passed).toBe("b0020003");
		}
	}
});
test("the longest message that is taken is taken", () => {
	expect(new Recorder().feed(publish("t".repeat(256), Buffer.alloc(MAXIMUM_MESSAGE, "x"), { qos: 1, id: 1 })).story[0]).toHaveLength(256 + 1 + MAXIMUM_MESSAGE + 11);
	expect(new Recorder().feed(publish("t".repeat(257), "", { qos: 1, id: 2 })).story).toEqual(["skipped 261 QoS 1 id 2"]);
});
test.each([
	["PUBLISH, whose topic the client would make room for", "30ffff03ffff"], ["PINGRESP", "d000"], ["HTTP", Buffer.from("HTTP/1.1 400").toString("hex")],
])("before CONNACK nothing passes: %s", (_what, bytes) => {
	const recorder = new Recorder(false).feed(Buffer.from(bytes, "hex"));
	expect([recorder.passed, recorder.story]).toEqual(["", ["another packet before CONNACK"]]);
});
test("a CONNACK without return code does not pass", () => {
	expect(new Recorder(false).feed(Uint8Array.of(0x20, 0)).story).toEqual(["a packet of type 2 whose length is wrong"]);
});
test("PUBREL is taken out, wherever it is cut", () => {
	const bytes = Buffer.concat([unsuback(1), generate({ cmd: "pubrel", messageId: 0x1234 }), unsuback(2)]);
	for (let cut = 0; cut <= bytes.length; cut++) {
		const recorder = new Recorder().feed(bytes.subarray(0, cut)).feed(bytes.subarray(cut));
		expect(recorder.story).toEqual(["released 4660"]);
		expect(recorder.passed).toBe("b0020001b0020002");
	}
});
test.each([
	["a second CONNACK", "20020000", /type 2/], ["PUBREC, for each of which the client would keep an answer", "50020001", /type 5/], ["PUBCOMP", "70020001", /type 7/],
	["a packet of clients", "c000", /type 12/], ["type 0", "0000", /type 0/], ["type 15", "f000", /type 15/],
	["SUBACK for more filters than there can be, all of whose codes the client would keep", "90ffffff7f0001", /type 9 whose length/],
	["SUBACK of one byte, behind which the client would keep all that comes", "900100", /type 9 whose length/],
	["PUBACK of one byte, behind which the client would hear nothing", "400100", /type 4 whose length/],
	["PINGRESP with a body", "d00100", /type 13 whose length/],
	["PUBACK with a flag", "41020001", /type 4 with flags 1/], ["PINGRESP with a flag", "d800", /type 13 with flags 8/], ["PUBREL without its flag", "60020001", /type 6 with flags 0/],
	["PUBREL that is too long", "620300010000", /type 6 whose length/], ["a length of five bytes", "90ffffffff01", /type 9 whose length/],
])("%s is told, and nothing follows", (_what, bytes, reason) => {
	const recorder = new Recorder().feed(Buffer.concat([unsuback(1), Buffer.from(bytes, "hex"), unsuback(2), publish("a", "1")])).feed(unsuback(3));
	expect(recorder.story).toEqual([expect.stringMatching(reason)]);
	expect(recorder.passed).not.toMatch(/b002000[23]/);
});
test("SUBACK for 64 filters passes", () => {
	const bytes = generate({ cmd: "suback", messageId: 3, granted: new Array<0>(64).fill(0) });
	expect(new Recorder().feed(bytes).passed).toBe(bytes.toString("hex"));
});
test.each([
	["QoS 3", "3605000161", /QoS 3/], ["a topic beyond its end", "3003000461", /without a topic/], ["an empty topic", "3003000061", /without a topic/],
	["no body", "3000", /length/], ["half a topic length", "300100", /length/], ["a length of five bytes", "30ffffffff7f", /length/],
	["no identifier", "3203000161", /without a topic/],
	["a topic that is not UTF-8", "30040002c328", /not UTF-8/], ["half of a surrogate pair in its topic", "30050003eda080", /not UTF-8/],
	["NUL in its topic", "30050003610062", /NUL/], ["a wildcard in its topic", "30050003612f2b", /or has NUL, \+/], ["# in its topic", "30050003612f23", /or has NUL, \+ or #/],
	["a length of five bytes, the last of them 0", "30ffffffff00", /length/],
])("a PUBLISH with %s is told", (_what, bytes, reason) => {
	expect(new Recorder().feed(Buffer.from(bytes, "hex")).story).toEqual([expect.stringMatching(reason)]);
});
test("300 random conversations cut anywhere: messages as they were sent, everything else to the byte", () => {
	const random = seededRandom(1), any = (count: number) => Math.floor(random() * count);
	for (let round = 0; round < 300; round++) {
		const packets: Buffer[] = [], story: string[] = [];
		let passed = "";
		for (let i = any(12); i >= 0; i--) {
			if (random() < 0.5) {
				const topic = "t".repeat(1 + any(5)), payload = "p".repeat(random() < 0.2 ? any(1_500) : any(20)), qos = any(3) as 0 | 1 | 2, id = qos && 1 + any(65_535), retain = random() < 0.3;
				const bytes = publish(topic, payload, { id, qos, retain });
				packets.push(bytes);
				story.push(payload.length > MAXIMUM_MESSAGE ? `skipped ${2 + topic.length + (qos ? 2 : 0) + payload.length} QoS ${qos} id ${id}` :
					`${topic}=${payload}${retain ? " retained" : ""} QoS ${qos} id ${id}`);
				continue;
			}
			const bytes = [unsuback(1 + any(65_535)), generate({ cmd: "pingresp" }), generate({ cmd: "suback", messageId: 3, granted: new Array<0>(any(64) + 1).fill(0) })][any(3)]!;
			packets.push(bytes);
			passed += bytes.toString("hex");
		}
		const all = Buffer.concat(packets), recorder = new Recorder();
		for (let at = 0; at < all.length;) {
			const piece = 1 + any(random() < 0.5 ? 3 : 600);
			recorder.feed(all.subarray(at, at + piece));
			at += piece;
		}
		expect(recorder.passed).toBe(passed);
		// what is skipped with QoS 0 has no identifier to speak of
		expect(recorder.story.map(line => line.replace(/(skipped .* QoS 0) id .*/, "$1 id 0"))).toEqual(story);
	}
});
test("bytes that are anything never make it go back or beyond the end, and nothing follows what is malformed", () => {
	const random = seededRandom(2);
	for (let round = 0; round < 2_000; round++) {
		const bytes = Uint8Array.from({ length: 1 + Math.floor(random() * 60) }, () => random() < 0.3 ? 0x30 + Math.floor(random() * 16) : Math.floor(random() * 256));
		const { story } = new Recorder().feed(bytes).feed(publish("a", "after"));
		const told = story.findIndex(each => /^(a packet|a PUBLISH)/.test(each));
		expect(told < 0 || told === story.length - 1).toBe(true);
	}
});
