import { randomBytes } from "node:crypto";
import { readTrustAnchor, type TrustAnchor } from "../../modules/trust/trust-anchor";
import { BrokerCheck } from "../../modules/device/broker-check";
import { HandshakeGuard } from "../../modules/trust/handshake-guard";
import { HandshakeViolation } from "../../modules/trust/handshake-violation";
import { NodeSignatures } from "../../certs/node-signatures";
import { seededRandom } from "../seeded-random";
import { makeIdentities } from "./identities";
import * as tls from "./messages";
import { mutate } from "./mutation";
import { TLSServer } from "./tls-server";

const clientRandom = randomBytes(32);

/** What of a server's flight is signed: by the server or by a CA. */
interface Signed {
	random?: string;
	chain?: string;
	parameters?: string;
}

/** Whether the gateway would go on after this flight, and what it would go on with. */
function take(bytes: Uint8Array, anchor: TrustAnchor): { readonly accepted: boolean; readonly signed: Signed; readonly reason?: string } {
	const signed: Signed = {}, guard = new HandshakeGuard(undefined);
	const check = new BrokerCheck({ anchors: [anchor], host: "broker.test", signatures: new NodeSignatures(), now: () => Date.now() });
	guard.onCertificates = chain => {
		signed.chain = chain.map(der => Buffer.from(der).toString("hex")).join();
		if (!check.verify(chain))
			throw new Error(check.refusal!.code);
	};
	guard.onKeyExchange = exchange => {
		signed.random = Buffer.from(guard.serverRandom!).toString("hex");
		signed.parameters = Buffer.from(exchange.parameters).toString("hex");
		check.verifyKeyExchange(exchange, clientRandom, guard.serverRandom!);
	};
	try {
		for (let position = 0, length; position < bytes.length; position += 5 + length) {
			const header = bytes.subarray(position, position + 5);
			if (header.length < 5 || position + 5 + (length = guard.inspectHeader(header)) > bytes.length)
				return { accepted: false, signed, reason: "it waits for the rest" };
			guard.inspect(bytes.subarray(position, position + 5 + length));
		}
		guard.inspect(tls.record(tls.CHANGE_CIPHER_SPEC, Buffer.of(1)));
		return { accepted: check.identity !== undefined && signed.parameters !== undefined, signed };
	} catch (error) {
		if (check.refusal)
			return { accepted: false, signed, reason: check.refusal.code };
		expect(error).toBeInstanceOf(HandshakeViolation);
		return { accepted: false, signed, reason: (error as HandshakeViolation).reason };
	}
}

test("of 5,000 damaged flights none is taken with another random, chain or key share, and nothing but reasons comes out", async () => {
	const identities = await makeIdentities("broker.test"), random = seededRandom(8446), anchor = readTrustAnchor(identities.root).anchor!;
	const flights = [identities.good, identities.rsa].map(identity => {
		const server = new TLSServer(undefined as never, identity);
		server.client = { random: clientRandom, session: Buffer.alloc(0), suites: [], renegotiationInfo: true };
		return Buffer.concat(server.messages().map(each => tls.record(tls.HANDSHAKE, each)));
	});
	const honest = flights.map(flight => take(flight, anchor));
	expect(honest.map(({ accepted }) => accepted)).toEqual([true, true]);
	const reasons = new Map<string, number>();
	for (let i = 0; i < 5_000; i++) {
		const { accepted, reason = "accepted", signed } = take(mutate(flights[i % 2]!, random), anchor);
		reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
		if (accepted)
			expect(signed).toEqual(honest[i % 2]!.signed);
	}
	expect([...reasons.values()].reduce((sum, count) => sum + count)).toBe(5_000);
	// the flights get far enough to be worth it
	for (const reason of ["malformed", "bad signature", "key share", "malformed message", "unexpected message"])
		expect(reasons.get(reason)).toBeGreaterThan(10);
}, 60_000);
