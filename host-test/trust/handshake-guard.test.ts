import { createECDH } from "node:crypto";
import { HandshakeGuard, HandshakeViolation, type KeyExchange, RECORD_LIMIT } from "../../modules/trust/handshake-guard";
import { randomBytes, seededRandom } from "../seeded-random";

const ALERT = 21, CHANGE = 20, DATA = 23, HANDSHAKE = 22;
const SESSION = Uint8Array.from({ length: 32 }, (_, i) => i);

const record = (type: number, body: ArrayLike<number>, version = 0x0303) =>
	Uint8Array.from([type, version >> 8, version & 0xff, body.length >> 8, body.length & 0xff, ...Array.from(body)]);
const message = (type: number, body: number[]) => [type, body.length >> 16, body.length >> 8 & 0xff, body.length & 0xff, ...body];
const handshake = (type: number, body: number[]) => record(HANDSHAKE, message(type, body));

const hello = ({ version = 0x0303, suite = 0xc02f, session = [] as number[], compression = 0, extensions = [0, 5, 0xff, 1, 0, 1, 0] } = {}) =>
	handshake(2, [version >> 8, version & 0xff, ...new Array<number>(32).fill(7), session.length, ...session, suite >> 8, suite & 0xff, compression, ...extensions]);
const certificate = (body = [0, 0, 6, 0, 0, 3, 1, 2, 3]) => handshake(11, body);
/** Any point of P-256. */
const POINT = [...createECDH("prime256v1").generateKeys()];
const keyExchange = ({ curve = 23, point = POINT, algorithm = 0x0401, type = 3, more = [] as number[] } = {}) =>
	handshake(12, [type, curve >> 8, curve & 0xff, point.length, ...point, algorithm >> 8, algorithm & 0xff, 0, 2, 9, 9, ...more]);
const done = () => handshake(14, []);
const change = () => record(CHANGE, [1]);
const sealed = (type = HANDSHAKE) => record(type, new Array<number>(40).fill(5));

function pass(guard: HandshakeGuard, ...records: Uint8Array[]): HandshakeGuard {
	for (const each of records) {
		guard.inspectHeader(each.subarray(0, 5));
		guard.inspect(each);
	}
	return guard;
}

const full = () => [hello(), certificate(), keyExchange(), done(), change(), sealed()];

describe("HandshakeGuard", () => {
	test("lets a full handshake through, and application data after it", () => {
		const guard = pass(new HandshakeGuard(undefined), ...full());
		expect([guard.finished, guard.resumed, guard.suite]).toEqual([true, false, 0xc02f]);
		pass(guard, sealed(DATA), sealed(ALERT));
	});
	test("lets several messages share a record", () => {
		const flight = [hello(), certificate(), keyExchange(), done()].flatMap(each => [...each.subarray(5)]);
		expect(pass(new HandshakeGuard(undefined), record(HANDSHAKE, flight), change(), sealed()).finished).toBe(true);
	});
	test("lets a request for a client certificate through", () => {
		expect(pass(new HandshakeGuard(undefined), hello(), certificate(), keyExchange(), handshake(13, [1, 1, 0, 2, 4, 1, 0, 0]), done(), change(), sealed()).finished).toBe(true);
	});
	test("lets the session that was offered be resumed", () => {
		const guard = pass(new HandshakeGuard(SESSION), hello({ session: [...SESSION] }), change(), sealed());
		expect([guard.finished, guard.resumed]).toEqual([true, true]);
	});
	test("a peer that does not take the session up must send its certificate", () => {
		expect(() => pass(new HandshakeGuard(SESSION), hello({ session: [...SESSION].reverse() }), change())).toThrow("ChangeCipherSpec where Certificate must come");
		expect(() => pass(new HandshakeGuard(SESSION), hello(), change())).toThrow("ChangeCipherSpec where Certificate must come");
	});
	test("without a session offered nothing is resumed", () => {
		expect(() => pass(new HandshakeGuard(undefined), hello({ session: [] }), change())).toThrow("where Certificate must come");
		expect(() => pass(new HandshakeGuard(new Uint8Array(0)), hello({ session: [] }), change())).toThrow("where Certificate must come");
	});
	test("hands over what the key share's signature is about", () => {
		const guard = new HandshakeGuard(undefined);
		const seen: KeyExchange[] = [];
		guard.onKeyExchange = exchange => seen.push(exchange);
		pass(guard, hello(), certificate(), keyExchange());
		expect(seen.map(({ algorithm, parameters, signature }) => [algorithm, parameters.length, [...parameters.subarray(0, 4)], [...signature]]))
			.toEqual([["rsa", 69, [3, 0, 23, 65], [9, 9]]]);
	});
	test("ECDSA goes with its suite", () => {
		const guard = new HandshakeGuard(undefined);
		const seen: string[] = [];
		guard.onKeyExchange = ({ algorithm }) => seen.push(algorithm);
		pass(guard, hello({ suite: 0xc02b }), certificate(), keyExchange({ algorithm: 0x0403 }));
		expect(seen).toEqual(["ecdsa"]);
	});

	test.each<[string, () => Uint8Array[], RegExp]>([
		["something that is not TLS", () => [Uint8Array.from(Buffer.from("HTTP/1.1 400 Bad Request"))], /does not speak TLS/],
		["SSL 2", () => [Uint8Array.of(0x80, 0x2e, 1, 3, 1)], /does not speak TLS/],
		["a record that is too long", () => [record(HANDSHAKE, new Array<number>(RECORD_LIMIT + 1).fill(0))], /longer than the 8192/],
		["an empty record", () => [record(HANDSHAKE, [])], /is empty/],
		["a plaintext close_notify", () => [record(ALERT, [1, 0])], /sent alert 0, close_notify/],
		["handshake_failure", () => [record(ALERT, [2, 40])], /sent alert 40, handshake_failure: it shares no protocol version, cipher suite/],
		["an alert that is none", () => [record(ALERT, [2])], /malformed alert/],
		["ServerHello of TLS 1.1", () => [hello({ version: 0x0302 })], /chose protocol version 0x0302/],
		["a record of another version after ServerHello", () => [hello(), record(HANDSHAKE, [11, 0, 0, 0], 0x0302)], /protocol version 0x0302/],
		["a suite that was not offered", () => [hello({ suite: 0x009c })], /cipher suite 0x009c, which was not offered/],
		["compression", () => [hello({ compression: 1 })], /compression/],
		["bytes after ServerHello's end", () => [hello({ extensions: [0, 0, 1] })], /goes on after its end/],
		["an extension that is cut", () => [hello({ extensions: [0, 3, 0, 1, 0] })], /is cut/],
		["ServerHello twice", () => [hello(), hello()], /ServerHello where Certificate must come/],
		["no certificate", () => [hello(), keyExchange()], /message|ServerKeyExchange where Certificate must come/],
		["a certificate list that is cut", () => [hello(), certificate([0, 0, 6, 0, 0, 9, 1, 2, 3])], /is cut/],
		["no key exchange", () => [hello(), certificate(), done()], /ServerHelloDone where ServerKeyExchange must come/],
		["a curve that was not offered", () => [hello(), certificate(), keyExchange({ curve: 29 })], /curve other than P-256/],
		["explicit curve parameters", () => [hello(), certificate(), keyExchange({ type: 1 })], /curve other than P-256/],
		["a compressed point", () => [hello(), certificate(), keyExchange({ point: [2, ...new Array<number>(32).fill(1)] })], /not an uncompressed point/],
		["a key share signed by nobody", () => [hello(), certificate(), keyExchange({ algorithm: 0x0000 })], /algorithm 0x0000, which was not offered/],
		["a key share signed with SHA-1", () => [hello(), certificate(), keyExchange({ algorithm: 0x0201 })], /algorithm 0x0201/],
		["a key share signed with the other suite's algorithm", () => [hello(), certificate(), keyExchange({ algorithm: 0x0403 })], /algorithm 0x0403/],
		["bytes after the key share's signature", () => [hello(), certificate(), keyExchange({ more: [0] })], /goes on after its end/],
		["CertificateRequest twice", () => [hello(), certificate(), keyExchange(), handshake(13, [1, 1, 0, 0, 0, 0]), handshake(13, [1, 1, 0, 0, 0, 0])], /CertificateRequest where ServerHelloDone/],
		["Finished before ChangeCipherSpec", () => [hello(), certificate(), keyExchange(), done(), handshake(20, new Array<number>(12).fill(0))], /handshake message 20 where ChangeCipherSpec/],
		["Finished in the very first record", () => [handshake(20, new Array<number>(12).fill(0))], /handshake message 20 where ServerHello/],
		["ChangeCipherSpec before ServerHelloDone", () => [hello(), certificate(), keyExchange(), change()], /ChangeCipherSpec where ServerHelloDone/],
		["a malformed ChangeCipherSpec", () => [hello(), certificate(), keyExchange(), done(), record(CHANGE, [2])], /ChangeCipherSpec where/],
		["application data before Finished", () => [hello(), certificate(), keyExchange(), done(), change(), sealed(DATA)], /application data where Finished/],
		["application data in clear", () => [hello(), record(DATA, [0x20, 2, 0, 0])], /application data where Certificate/],
		["ClientHello, to make the client a server", () => [handshake(1, [3, 3])], /handshake message 1 where ServerHello/],
		["HelloRequest", () => [hello(), handshake(0, [])], /negotiate again/],
		["a handshake message after Finished", () => [...full(), sealed()], /negotiate again/],
		["ChangeCipherSpec after Finished", () => [...full(), record(CHANGE, new Array<number>(40).fill(1))], /ChangeCipherSpec where application data/],
		["an encrypted record too short for its tag", () => [...full(), record(DATA, new Array<number>(24).fill(1))], /only 24 bytes/],
		["a message that goes on in the next record", () => [hello(), record(HANDSHAKE, [11, 0, 0, 9, 1, 2])], /does not end in its record/],
		["a message header that is cut", () => [record(HANDSHAKE, [2, 0])], /is cut/],
	])("refuses %s", (_name, records, reason) => {
		expect(() => pass(new HandshakeGuard(undefined), ...records())).toThrow(reason);
	});
	test("an alert after ChangeCipherSpec must be an encrypted one", () => {
		expect(() => pass(new HandshakeGuard(undefined), hello(), certificate(), keyExchange(), done(), change(), record(ALERT, [1, 0]))).toThrow("only 2 bytes");
	});
	test("throws nothing but violations, and never lets a damaged handshake finish early, in 5,000 mutations", () => {
		const random = seededRandom(5);
		const good = full();
		for (let i = 0; i < 5_000; i++) {
			const records: Uint8Array[] = good.map(each => each.slice());
			const victim = Math.floor(random() * records.length);
			for (let changes = 1 + Math.floor(random() * 3); changes > 0; changes--) {
				const target = records[victim]!;
				target[Math.floor(random() * target.length)] = Math.floor(random() * 256);
			}
			if (random() < 0.2)
				records.splice(Math.floor(random() * records.length), 1);
			if (random() < 0.1)
				records[victim] = randomBytes(random, 5 + Math.floor(random() * 60));
			const guard = new HandshakeGuard(undefined);
			let passed = 0;
			try {
				for (const each of records) {
					pass(guard, each);
					passed++;
				}
			}
			catch (error) {
				expect(error).toBeInstanceOf(HandshakeViolation);
			}
			expect(guard.finished && passed < 6).toBe(false);
		}
	});
});
