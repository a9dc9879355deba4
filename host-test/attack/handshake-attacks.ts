import { randomBytes } from "node:crypto";
import { element, integer, sequence } from "../trust/der-writer";
import { answer, attack, ending, flight, type Attack } from "./attack";
import * as tls from "./messages";

/** In Node's words, whatever they are. */
const nodeReason = /./;
const node = { nodeReason };
const WRONG_SIGNATURE = /the signature on the broker's key share is wrong: it does not hold the key/;
const ONE = integer(1), ZERO = integer(0);

const handshake = (...messages: Buffer[]) => tls.record(tls.HANDSHAKE, Buffer.concat(messages));

/** Lies in the server's first flight. */
const flightAttacks: readonly Attack[] = [
	answer("close_notify in clear instead of ServerHello", /sent alert 0, close_notify/, () => tls.alert(0, 1), node),
	attack("close_notify in clear after ServerHelloDone", /sent alert 0, close_notify/, async (server, wire) => {
		await server.flight();
		wire.send(tls.alert(0, 1));
	}, node),
	flight("TLS 1.1", /chose protocol version 0x0302; the gateway speaks TLS 1\.2/, { hello: { version: 0x302 } }, node),
	flight("TLS 1.0", /chose protocol version 0x0301/, { hello: { version: 0x301 } }, node),
	flight("TLS 1.3 in the version field", /chose protocol version 0x0304/, { hello: { version: 0x304 } }, node),
	flight("RSA without forward secrecy, which was not offered", /cipher suite 0x009c, which was not offered/, { hello: { suite: 0x009c } }, node),
	flight("NULL encryption", /cipher suite 0xc010, which was not offered/, { hello: { suite: 0xc010 } }, node),
	flight("an anonymous suite", /cipher suite 0xc018, which was not offered/, { hello: { suite: 0xc018 } }, node),
	flight("compression", /compression method, which was not offered/, { hello: { compression: 1 } }, node),
	flight("the suite for RSA with an ECDSA certificate", /another kind of key than its cipher suite needs/, { hello: { suite: tls.RSA_SUITE }, algorithm: tls.RSA_SHA256 }, node),
	flight("a key share that nobody signed", /algorithm 0x0000, which was not offered/, { algorithm: 0, signature: () => Buffer.alloc(0) }, node),
	flight("a key share signed with SHA-1", /algorithm 0x0203, which was not offered/, { algorithm: 0x0203 }, node),
	flight("a tampered signature (ECDSA)", WRONG_SIGNATURE, { signature: honest => flipped(honest, honest.length - 1) }, node),
	flight("a tampered signature (RSA)", WRONG_SIGNATURE, { signature: honest => flipped(honest, 9) }, { nodeReason, identity: "rsa" }),
	flight("a tampered key share", WRONG_SIGNATURE, { signature: (_honest, signed, signWith) => signWith(flipped(signed, 80)) }, node),
	flight("an ECDSA signature with s = 0", WRONG_SIGNATURE, { signature: () => sequence(ONE, ZERO) }, node),
	flight("an ECDSA signature with r = 0", WRONG_SIGNATURE, { signature: () => sequence(ZERO, ONE) }, node),
	flight("an ECDSA signature that is not DER", WRONG_SIGNATURE, { signature: () => element(0x30, "\x02\x7f") }, node),
	flight("an RSA signature of zeros", WRONG_SIGNATURE, { signature: honest => Buffer.alloc(honest.length) }, { nodeReason, identity: "rsa" }),
	flight("a key share and its signature from another handshake", WRONG_SIGNATURE, {
		signature: (_honest, signed, signWith) => signWith(Buffer.concat([randomBytes(64), signed.subarray(64)])),
	}, node),
	flight("explicit curve parameters", /elliptic curve other than P-256 and P-384/, { parameters: point => Buffer.concat([Buffer.of(1), tls.keyShare(tls.P256, point)]) }, node),
	flight("another curve", /elliptic curve other than P-256 and P-384/, { parameters: () => tls.keyShare(29, randomBytes(32)) }, node),
	flight("a point that is not on the curve", /key share is not a point of P-256/, { parameters: point => tls.keyShare(tls.P256, flipped(point, 64)) }, node),
	flight("the point at infinity", /not an uncompressed point/, { parameters: () => tls.keyShare(tls.P256, Buffer.of(0)) }, node),
	answer("ClientHello from the server", /handshake message 1 where ServerHello must come/, () => handshake(tls.message(tls.CLIENT_HELLO, Buffer.alloc(40))), node),
	answer("HelloRequest instead of ServerHello", /negotiate again, which is not allowed/, () => handshake(tls.message(tls.HELLO_REQUEST)), { ...node, patient: true }),
	answer("ChangeCipherSpec in the middle of the flight", /ChangeCipherSpec where Certificate must come/,
		server => [handshake(server.messages()[0]), server.changeCipherSpec()], node),
	answer("a resumed session that was never offered", /ChangeCipherSpec where Certificate must come/, server => [
		handshake(server.messages({ hello: { session: randomBytes(32) } })[0]), server.changeCipherSpec(), tls.record(tls.HANDSHAKE, randomBytes(40)),
	], node),
	answer("no key exchange", /ServerHelloDone where ServerKeyExchange must come/, server => {
		const [hello, certificates, , done] = server.messages();
		return handshake(hello, certificates, done);
	}, node),
	answer("application data instead of ServerHello", /application data where ServerHello must come/, () => tls.record(tls.APPLICATION_DATA, randomBytes(40)), node),
	attack("ChangeCipherSpec in the middle of a handshake message", /a handshake message is cut by ChangeCipherSpec/, async (server, wire) => {
		await server.flight();
		wire.send(tls.record(tls.HANDSHAKE, Buffer.of(tls.FINISHED, 0)), server.changeCipherSpec());
	}, node),
	answer("a warning, twice", /sent alert 112, unrecognized_name/, () => [tls.alert(112, 1), tls.alert(112, 1)], { ...node, patient: true }),
	...[40, 48, 70].map((description, i) => answer(`the alert ${description}`,
		new RegExp(`sent alert ${description}, ${["handshake_failure: it shares no", "unknown_ca: it does not know the CA", "protocol_version: it does not speak TLS 1\\.2"][i]}`),
		() => tls.alert(description), node)),
];

/** Lies where the server's ChangeCipherSpec and Finished must come. */
const endingAttacks: readonly Attack[] = [
	ending("application data before Finished", /application data where Finished must come/,
		server => [server.changeCipherSpec(), server.sealed(tls.APPLICATION_DATA, Buffer.of(0x20, 2, 0, 0))], node),
	ending("application data in clear before ChangeCipherSpec", /application data where ChangeCipherSpec must come/,
		() => [tls.record(tls.APPLICATION_DATA, Buffer.of(0x20, 2, 0, 0))], node),
	ending("Finished in clear, without ChangeCipherSpec", /Finished where ChangeCipherSpec must come/, server => [handshake(server.finished())], node),
	ending("a wrong Finished", /decrypted or understood in the TLS handshake.*finished/,
		server => [server.changeCipherSpec(), server.sealed(tls.HANDSHAKE, tls.message(tls.FINISHED, randomBytes(12)))], node),
	ending("an empty Finished", /a handshake message is cut/,
		server => [server.changeCipherSpec(), server.sealed(tls.HANDSHAKE, tls.message(tls.FINISHED))], node),
	ending("a Finished of four bytes", /a handshake message is cut/,
		server => [server.changeCipherSpec(), server.sealed(tls.HANDSHAKE, tls.message(tls.FINISHED, server.finished().subarray(4, 8)))], node),
	{ ...ending("something behind Finished in its record", /something follows Finished in its record/,
		server => [server.changeCipherSpec(), server.sealed(tls.HANDSHAKE, Buffer.concat([server.finished(), Buffer.of(tls.FINISHED, 0)]))]), unseenByNode: true },
	ending("Finished under other keys", /decrypted or understood in the TLS handshake/,
		server => [server.changeCipherSpec(), tls.record(tls.HANDSHAKE, randomBytes(40))], node),
	ending("ServerHelloDone, encrypted, where Finished must come", /ServerHelloDone where Finished must come/,
		server => [server.changeCipherSpec(), server.sealed(tls.HANDSHAKE, tls.message(tls.SERVER_HELLO_DONE))], node),
	ending("close_notify, encrypted, where Finished must come", /sent alert 0, close_notify/,
		server => [server.changeCipherSpec(), server.sealed(tls.ALERT, Buffer.of(1, 0))], node),
	ending("HelloRequest, encrypted, after Finished", /negotiate again, which is not allowed/, server => [
		server.changeCipherSpec(), server.sealed(tls.HANDSHAKE, server.finished()), server.sealed(tls.HANDSHAKE, tls.message(tls.HELLO_REQUEST)),
	], { ...node, genuine: true }),
	ending("ServerHello, encrypted, after Finished", /negotiate again, which is not allowed/, server => [
		server.changeCipherSpec(), server.sealed(tls.HANDSHAKE, server.finished()), server.sealed(tls.HANDSHAKE, server.messages()[0]),
	], { ...node, genuine: true }),
	ending("application data with a wrong tag", /could not be decrypted or understood/, server => [
		server.changeCipherSpec(), server.sealed(tls.HANDSHAKE, server.finished()), tls.record(tls.APPLICATION_DATA, randomBytes(40)),
	], { ...node, genuine: true }),
];

export const handshakeAttacks: readonly Attack[] = [...flightAttacks, ...endingAttacks];

function flipped(bytes: Uint8Array, position: number): Buffer {
	const changed = Buffer.from(bytes);
	changed[position]! ^= 1;
	return changed;
}
