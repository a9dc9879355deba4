import { createECDH } from "node:crypto";
import { FRAGMENT_LENGTH, SIGNATURES } from "../../modules/trust/client-offer";
import { HandshakeGuard, RECORD_LIMIT } from "../../modules/trust/handshake-guard";
import { HandshakeViolation } from "../../modules/trust/handshake-violation";
import type { KeyExchange } from "../../modules/trust/key-exchange";
import { MESSAGE_LIMIT } from "../../modules/trust/message-assembly";
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
const POINT_384 = [...createECDH("secp384r1").generateKeys()];
const keyExchange = ({ curve = 23, point = POINT, algorithm = 0x0401, type = 3, more = [] as number[] } = {}) =>
	handshake(12, [type, curve >> 8, curve & 0xff, point.length, ...point, algorithm >> 8, algorithm & 0xff, 0, 2, 9, 9, ...more]);
const done = () => handshake(14, []);
const change = () => record(CHANGE, [1]);
const warning = () => record(ALERT, [1, 112]);
const FINISHED = Uint8Array.from(message(20, new Array<number>(12).fill(0)));
const sealed = (type = HANDSHAKE) => record(type, new Array<number>(40).fill(5));

function pass(guard: HandshakeGuard, ...records: Uint8Array[]): HandshakeGuard {
	for (const each of records) {
		guard.inspectHeader(each.subarray(0, 5));
		guard.inspect(each);
		// an encrypted one is decrypted by then
		if (each[0] === HANDSHAKE && guard.sealed)
			guard.inspectMessage(FINISHED);
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
			.toEqual([[SIGNATURES[1], 69, [3, 0, 23, 65], [9, 9]]]);
	});
	test("hands over the certificates, in views of their message", () => {
		const guard = new HandshakeGuard(undefined), seen: number[][] = [];
		guard.onCertificates = chain => seen.push(...chain.map(each => [...each]));
		pass(guard, hello(), certificate([0, 0, 9, 0, 0, 3, 1, 2, 3, 0, 0, 0]));
		expect(seen).toEqual([[1, 2, 3], []]);
	});
	test("takes a key share on P-384", () => {
		const guard = new HandshakeGuard(undefined), seen: KeyExchange[] = [];
		guard.onKeyExchange = exchange => seen.push(exchange);
		pass(guard, hello(), certificate(), keyExchange({ curve: 24, point: POINT_384 }));
		expect(seen.map(({ curve, point }) => [curve, [...point]])).toEqual([[24, POINT_384]]);
	});
	test.each([[0xc02b, [0x0403, 0x0503, 0x0603]], [0xc02f, [0x0401, 0x0501, 0x0601]]] as const)("suite %i goes with its algorithms", (suite, algorithms) => {
		for (const algorithm of algorithms) {
			const guard = new HandshakeGuard(undefined), seen: number[] = [];
			guard.onKeyExchange = exchange => seen.push(exchange.algorithm.number);
			pass(guard, hello({ suite }), certificate(), keyExchange({ algorithm }));
			expect(seen).toEqual([algorithm]);
		}
	});
	test("puts messages together that are cut into records of a byte each", () => {
		const flight = [hello(), certificate(), keyExchange(), done()].flatMap(each => [...each.subarray(5)]);
		expect(pass(new HandshakeGuard(undefined), ...flight.map(byte => record(HANDSHAKE, [byte])), change(), sealed()).finished).toBe(true);
	});
	test("takes a message of the largest size, whatever records it comes in", () => {
		const guard = new HandshakeGuard(undefined), seen: number[] = [];
		guard.onCertificates = chain => seen.push(...chain.map(each => each.length));
		const size = MESSAGE_LIMIT - 6, body = [0, size + 3 >> 8, size + 3 & 0xff, 0, size >> 8, size & 0xff, ...new Array<number>(size).fill(1)], bytes = message(11, body);
		pass(guard, hello(), record(HANDSHAKE, bytes.slice(0, 6_000)), record(HANDSHAKE, bytes.slice(6_000)));
		expect(seen).toEqual([size]);
	});
	test("ignores one warning before ServerHello that the name is not known", () => {
		expect(pass(new HandshakeGuard(undefined), warning(), ...full()).finished).toBe(true);
	});
	test.each<[string, number[], [boolean, boolean]]>([
		["RSA and EC", [2, 1, 64, 0, 4, 4, 3, 4, 1], [true, true]],
		["EC only", [1, 64, 0, 4, 4, 3, 4, 1], [false, true]],
		["RSA only", [1, 1, 0, 4, 4, 3, 4, 1], [true, false]],
		["both, but RSA with no algorithm of it", [2, 1, 64, 0, 2, 4, 3], [false, true]],
		["both, but not with SHA-256", [2, 1, 64, 0, 4, 5, 3, 6, 1], [false, false]],
	])("reads which client certificates are asked for: %s", (_name, start, [rsa, ecdsa]) => {
		const guard = pass(new HandshakeGuard(undefined), hello(), certificate(), keyExchange(), handshake(13, [...start, 0, 3, 0, 1, 9]));
		expect(guard.request).toEqual({ rsa, ecdsa });
	});
	test("the codes of max_fragment_length and of its length agree", () => {
		expect(() => pass(new HandshakeGuard(undefined), hello({ extensions: [0, 5, 0, 1, 0, 1, Math.log2(FRAGMENT_LENGTH) - 8] }))).not.toThrow();
	});

	test.each<[string, () => Uint8Array[], RegExp]>([
		["something that is not TLS", () => [Uint8Array.from(Buffer.from("HTTP/1.1 400 Bad Request"))], /does not speak TLS/],
		["SSL 2", () => [Uint8Array.of(0x80, 0x2e, 1, 3, 1)], /does not speak TLS/],
		["a record in clear that is too long", () => [record(HANDSHAKE, new Array<number>(16_385).fill(0))], /16385 bytes is longer than the 16384 that TLS allows/],
		["a record that is too long", () => [...full(), record(DATA, new Array<number>(RECORD_LIMIT + 1).fill(0))], /longer than the \d+ that the gateway has room for/],
		["a message that is too long", () => [hello(), record(HANDSHAKE, [11, MESSAGE_LIMIT + 1 >> 16, MESSAGE_LIMIT + 1 >> 8 & 0xff, MESSAGE_LIMIT + 1 & 0xff])], new RegExp(`handshake message 11 of ${MESSAGE_LIMIT + 1} bytes is longer than the ${MESSAGE_LIMIT} .*fewer or smaller certificates`)],
		["an empty record", () => [record(HANDSHAKE, [])], /is empty/],
		["a plaintext close_notify", () => [record(ALERT, [1, 0])], /sent alert 0, close_notify/],
		["handshake_failure", () => [record(ALERT, [2, 40])], /sent alert 40, handshake_failure: it shares no protocol version, cipher suite/],
		["an alert that is none", () => [record(ALERT, [2])], /malformed alert/],
		["a second warning", () => [warning(), warning()], /sent alert 112/],
		["a warning after ServerHello", () => [hello(), warning()], /sent alert 112/],
		["another warning", () => [record(ALERT, [1, 90])], /sent alert 90/],
		["a fatal alert about the name", () => [record(ALERT, [2, 112])], /sent alert 112/],
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
		["a curve that was not offered", () => [hello(), certificate(), keyExchange({ curve: 29 })], /curve other than P-256 and P-384/],
		["explicit curve parameters", () => [hello(), certificate(), keyExchange({ type: 1 })], /curve other than P-256 and P-384/],
		["a compressed point", () => [hello(), certificate(), keyExchange({ point: [2, ...new Array<number>(32).fill(1)] })], /not an uncompressed point/],
		["a key share signed by nobody", () => [hello(), certificate(), keyExchange({ algorithm: 0x0000 })], /algorithm 0x0000, which was not offered/],
		["a key share signed with SHA-224", () => [hello(), certificate(), keyExchange({ algorithm: 0x0301 })], /algorithm 0x0301/],
		["a key share signed with SHA-1", () => [hello(), certificate(), keyExchange({ algorithm: 0x0201 })], /algorithm 0x0201/],
		["a key share signed with the other suite's algorithm", () => [hello(), certificate(), keyExchange({ algorithm: 0x0403 })], /algorithm 0x0403/],
		["bytes after the key share's signature", () => [hello(), certificate(), keyExchange({ more: [0] })], /goes on after its end/],
		["CertificateRequest twice", () => [hello(), certificate(), keyExchange(), handshake(13, [1, 1, 0, 0, 0, 0]), handshake(13, [1, 1, 0, 0, 0, 0])], /CertificateRequest where ServerHelloDone/],
		["Finished before ChangeCipherSpec", () => [hello(), certificate(), keyExchange(), done(), handshake(20, new Array<number>(12).fill(0))], /Finished where ChangeCipherSpec/],
		["Finished in the very first record", () => [handshake(20, new Array<number>(12).fill(0))], /Finished where ServerHello/],
		["ChangeCipherSpec before ServerHelloDone", () => [hello(), certificate(), keyExchange(), change()], /ChangeCipherSpec where ServerHelloDone/],
		["a malformed ChangeCipherSpec", () => [hello(), certificate(), keyExchange(), done(), record(CHANGE, [2])], /ChangeCipherSpec where/],
		["application data before Finished", () => [hello(), certificate(), keyExchange(), done(), change(), sealed(DATA)], /application data where Finished/],
		["application data in clear", () => [hello(), record(DATA, [0x20, 2, 0, 0])], /application data where Certificate/],
		["ClientHello, to make the client a server", () => [handshake(1, [3, 3])], /handshake message 1 where ServerHello/],
		["HelloRequest", () => [hello(), handshake(0, [])], /negotiate again/],
		["a handshake message after Finished", () => [...full(), sealed()], /negotiate again/],
		["ChangeCipherSpec after Finished", () => [...full(), record(CHANGE, new Array<number>(40).fill(1))], /ChangeCipherSpec where application data/],
		["an encrypted record too short for its tag", () => [...full(), record(DATA, new Array<number>(24).fill(1))], /only 24 bytes/],
		["ChangeCipherSpec in the middle of a message", () => [hello(), certificate(), keyExchange(), done(), record(HANDSHAKE, [20, 0, 0]), change()], /is cut by ChangeCipherSpec/],
		["a message that goes on in a record of another type", () => [hello(), record(HANDSHAKE, [11, 0, 0, 9, 1, 2]), record(DATA, [1, 2])], /application data where/],
		["a point of P-256 as one of P-384", () => [hello(), certificate(), keyExchange({ curve: 24 })], /not an uncompressed point of P-384/],
		["a point that is not on P-384", () => [hello(), certificate(), keyExchange({ curve: 24, point: [...POINT_384.slice(0, 96), POINT_384[96]! ^ 1] })], /not a point of P-384/],
		["a fragment length that was not asked for", () => [hello({ extensions: [0, 5, 0, 1, 0, 1, 1] })], /max_fragment_length/],
		["a request for a client certificate that is cut", () => [hello(), certificate(), keyExchange(), handshake(13, [1, 1, 0, 4, 4, 1])], /is cut/],
	])("refuses %s", (_name, records, reason) => {
		expect(() => pass(new HandshakeGuard(undefined), ...records())).toThrow(reason);
	});
	test.each<[string, Uint8Array[]]>([
		["not TLS", [Uint8Array.from(Buffer.from("SSH-2.0-"))]],
		["record size", [...full(), record(DATA, new Array<number>(RECORD_LIMIT + 1).fill(0))]],
		["not offered", [hello({ suite: 0x009c })]],
		["alert", [record(ALERT, [2, 40])]],
		["renegotiation", [...full(), sealed()]],
	])("says in a word what it is about: %s", (reason, records) => {
		expect(() => pass(new HandshakeGuard(undefined), ...records)).toThrow(expect.objectContaining({ reason }) as Error);
	});
	test("shows how the record begins where it is not TLS", () => {
		expect(() => pass(new HandshakeGuard(undefined), Uint8Array.from(Buffer.from("HELO x")))).toThrow("the record starts with 72, 69, 76");
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
