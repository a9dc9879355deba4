import { clientHello } from "../../certs/gateway-hello";
import { ServerFlight } from "../../certs/server-flight";
import { HandshakeViolation } from "../../modules/trust/handshake-violation";
import { make, type Made } from "../trust/certificate-maker";
import { NodeSignatures } from "../../certs/node-signatures";
import { seededRandom } from "../seeded-random";
import { recordFlight, startBroker } from "./tls-broker";

let root: Made, leaf: Made, good: Uint8Array;

beforeAll(async () => {
	root = await make({ subject: "CN=Root", ca: true });
	leaf = await make({ issuer: root });
	const broker = await startBroker([leaf, root]);
	good = await recordFlight(broker);
	await broker.close();
});

/** For what was answered to `recordFlight`. */
function flight(): ServerFlight {
	return new ServerFlight(new Uint8Array(32), new NodeSignatures());
}

test("keeps the chain as it was sent, however the flight is cut", () => {
	for (const size of [1, 7, 100, good.length]) {
		const each = flight();
		for (let at = 0; at < good.length; at += size)
			each.receive(good.subarray(at, at + size));
		expect(each.complete).toBe(true);
		expect(each.suite).toBe(0xc02b);
		expect(each.chain).toEqual([leaf.der, root.der]);
	}
});
test("keeps the chain of a flight in one record that is refused further on", () => {
	const bodies: number[] = [];
	for (let at = 0; at < good.length; at += 5 + (good[at + 3]! << 8 | good[at + 4]!))
		bodies.push(...good.subarray(at + 5, at + 5 + (good[at + 3]! << 8 | good[at + 4]!)));
	const each = flight();
	bodies[bodies.length - 10]! ^= 1;		// in the signature
	expect(() => each.receive(Uint8Array.from([22, 3, 3, bodies.length >> 8, bodies.length & 0xff, ...bodies]))).toThrow(HandshakeViolation);
	expect(each.chain).toHaveLength(2);
});
test("throws nothing but violations, in 5,000 mutations", () => {
	const random = seededRandom(11);
	for (let round = 0; round < 5_000; round++) {
		const bytes = good.slice(0, random() < 0.1 ? Math.floor(random() * good.length) : good.length);
		for (let changes = 1 + Math.floor(random() * 4); changes > 0; changes--)
			bytes[Math.floor(random() ** 2 * bytes.length)] = Math.floor(random() * 256);
		const each = flight();
		try {
			each.receive(bytes);
		}
		catch (error) {
			expect(error).toBeInstanceOf(HandshakeViolation);
		}
	}
});
test("the ClientHello is the gateway's, byte by byte", () => {
	const random = new Uint8Array(32).fill(0xaa);
	expect(Buffer.from(clientHello(random, "a.test")).toString("hex")).toBe([
		"16030300" + "67", "01000063", "0303", "aa".repeat(32), "00", "0004c02bc02f", "0100", "0036",
		"000a00060004" + "00170018", "000b00020100", "000d000e000c" + "040304010503050106030601", "0001000104", "0000000b0009" + "000006" + Buffer.from("a.test").toString("hex"),
	].join(""));
	expect(clientHello(random, undefined).length).toBe(clientHello(random, "a.test").length - 15);
});
