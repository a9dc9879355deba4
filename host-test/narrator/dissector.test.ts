import { Authority } from "../authority";
import { randomBytes, seededRandom } from "../seeded-random";
import { Dissector, type Dissection } from "./dissector";
import { recordExchange, TestServers } from "./exchange-recorder";
import { describeHandshake, type Direction } from "./message-description";
import { MqttDescriber } from "./mqtt-description";
import { Narrator } from "./narrator";

const NOW = 1_800_000_000_000;
const record = (type: number, ...body: number[]) => Uint8Array.from([type, 3, 3, body.length >> 8, body.length & 0xff, ...body]);
const message = (type: number, ...body: number[]) => [type, body.length >> 16, body.length >> 8 & 0xff, body.length & 0xff, ...body];
const ticket = message(4, 0, 0, 1, 44, 0, 3, 7, 7, 7);

function dissect(...parts: Uint8Array[]): Dissection[] {
	const dissector = new Dissector(NOW);
	return parts.flatMap(part => [...dissector.push("received", part)]);
}

/** As it is printed, without times. */
function print(records: readonly Dissection[]): string {
	let text = "";
	const narrator = new Narrator(part => { text += part; }, false);
	records.forEach(each => narrator.record(each, 0));
	return text;
}

describe("Dissector", () => {
	it("names several messages in one record", () => {
		const [first] = dissect(record(22, ...ticket, ...message(14)));
		expect(first!.messages.map(({ length, name }) => [name, length])).toEqual([["NewSessionTicket", 13], ["ServerHelloDone", 4]]);
		expect(print([first!])).toContain("2 messages, in a record of 22");
	});
	it("puts a message together that goes over several records", () => {
		const records = dissect(record(22, ...ticket.slice(0, 2)), record(22, ...ticket.slice(2, 9)), record(22, ...ticket.slice(9)));
		expect(print(records)).toContain("a part of NewSessionTicket, in a record of 12: 9 of 13 bytes so far");
		expect(records[2]!.messages).toEqual([{ name: "NewSessionTicket", length: 13, entries: [{ text: "lifetime 300 s" }, { text: "ticket of 3 bytes" }] }]);
	});
	it("puts a record together that comes byte by byte", () => {
		const whole = record(22, ...ticket);
		const [first, more] = dissect(...Array.from(whole, byte => Uint8Array.of(byte)));
		expect(more).toBeUndefined();
		expect(Array.from(first!.bytes)).toEqual(Array.from(whole));
		expect(first!.messages).toEqual(dissect(whole)[0]!.messages);
	});
	it("describes a malformed message up to its fault", () => {
		const [hello] = dissect(record(22, ...message(2, 3, 3, 1, 2, 3)));
		expect(hello!.messages[0]!.entries).toEqual([{ text: "version TLS 1.2 (0x0303)" }, { text: "malformed: cut at byte 2: 32 must follow, and 3 do" }]);
	});
	it("doesn't wait for a message of megabytes", () => {
		const [first, second] = dissect(record(22, 11, 255, 255, 255, 0), record(22, ...message(14)));
		expect(first!.messages[0]!.remark).toMatch(/claims to have 16777219 bytes/);
		expect(second!.messages[0]!.name).toBe("ServerHelloDone");
	});
	it("gives number and meaning of an alert", () => {
		const dissector = new Dissector(NOW);
		expect(print([...dissector.push("received", record(21, 2, 48))])).toContain("Alert, 2 bytes in a record of 7: fatal, alert 48, unknown_ca");
		expect(dissector.alert).toBe(48);
	});
	it("leaves what it has no key for", () => {
		const [, finished] = dissect(record(20, 1), record(22, ...new Array<number>(40).fill(1)));
		expect(finished).toMatchObject({ cover: "sealed", messages: [{ name: "encrypted handshake", length: 16 }] });
	});
	it("takes everything that follows something strange for strange", () => {
		const records = dissect(record(22, ...message(14)), Buffer.from("HTTP"), record(22, ...message(14)));
		expect(records.map(({ kind }) => kind)).toEqual(["record", "no TLS", "no TLS"]);
	});
	it("names what a broker shouldn't have chosen", () => {
		const hello = message(2, 3, 4, ...new Array<number>(32).fill(9), 0, 0x13, 0x01, 0, 0, 6, 0, 43, 0, 2, 3, 4);
		const text = print(dissect(record(22, ...hello)));
		for (const part of ["version TLS 1.3 (0x0304)", "TLS_AES_128_GCM_SHA256 (0x1301)", "supported_versions, 2 bytes: TLS 1.3 (0x0304)"])
			expect(text).toContain(part);
	});
});

describe("seeded fuzz", () => {
	/** Whatever could move a terminal's cursor or colour it. */
	const CONTROL = /[\x00-\x09\x0b-\x1f\x7f-\x9f]/;
	const flights: { direction: Direction; bytes: Uint8Array }[][] = [];
	const secrets: string[] = [];

	beforeAll(async () => {
		const servers = new TestServers();
		for (const key of ["EC", "RSA"] as const) {
			const authority = await Authority.create({ key });
			const own = await authority.issue({ names: ["localhost"], addresses: ["127.0.0.1"] });
			const port = await servers.secure({ cert: own.certificate, key: own.key, requestCert: true, rejectUnauthorized: false, ca: [authority.certificate] });
			const exchange = await recordExchange(port, authority, { host: "localhost" });
			expect(exchange.failure).toBeUndefined();
			flights.push(exchange.records.map(({ bytes, direction }) => ({ bytes: Uint8Array.from(bytes), direction })));
			secrets.push(exchange.secrets.join(""));
		}
		await servers.close();
	});

	/** A byte, a bit, a cut, a piece twice, or a piece of noise. */
	function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
		const at = Math.floor(random() * bytes.length), copy = Uint8Array.from(bytes);
		switch (Math.floor(random() * 5)) {
			case 0:
				copy[at] = Math.floor(random() * 256);
				return copy;
			case 1:
				copy[at]! ^= 1 << Math.floor(random() * 8);
				return copy;
			case 2:
				return copy.subarray(0, at);
			case 3:
				return Buffer.concat([copy.subarray(0, at), copy]);
			default:
				return Buffer.concat([copy.subarray(0, at), randomBytes(random, Math.floor(random() * 8)), copy.subarray(at)]);
		}
	}

	it("takes 5,000 mutated exchanges without throwing, and prints nothing that harms a terminal", () => {
		const random = seededRandom(3);
		for (let round = 0; round < 5_000; round++) {
			const which = round & 1, flight = flights[which]!, dissector = new Dissector(NOW);
			if (random() < 0.5)
				dissector.learn(secrets[which]!);
			const records: Dissection[] = [], victim = Math.floor(random() * flight.length);
			flight.forEach(({ bytes, direction }, index) => {
				let part = bytes;
				for (let count = index === victim ? 1 + Math.floor(random() * 4) : 0; count > 0; count--)
					part = mutate(part, random);
				const cut = Math.floor(random() * part.length);
				records.push(...dissector.push(direction, part.subarray(0, cut)), ...dissector.push(direction, part.subarray(cut)));
			});
			if (CONTROL.test(print(records)))
				throw new Error(`round ${round} prints a control character`);
		}
	}, 120_000);
	it("takes handshake messages of every type with any content", () => {
		const random = seededRandom(4);
		for (let round = 0; round < 5_000; round++)
			describeHandshake(round % 24, randomBytes(random, Math.floor(random() * 80)), random() < 0.5 ? "sent" : "received", { now: NOW });
	});
	it("takes any MQTT", () => {
		const random = seededRandom(5);
		for (let round = 0; round < 5_000; round++) {
			const describer = new MqttDescriber();
			for (let part = 0; part < 3; part++) {
				const bytes = randomBytes(random, 1 + Math.floor(random() * 40));
				bytes[0] = round << 4 & 0xf0 | (random() < 0.5 ? 0 : 2);
				bytes[1] = Math.floor(random() * 40);
				for (const { entries, name, remark } of describer.push(bytes)) {
					if (CONTROL.test(JSON.stringify([name, remark, entries]).replaceAll("\\\\u{", "")))
						throw new Error(`round ${round} prints a control character`);
				}
			}
		}
	});
});
