import { randomBytes } from "node:crypto";
import { pause } from "../patience";
import { answer, attack, type Attack } from "./attack";
import { RECORD_LIMIT } from "../../modules/trust/handshake-guard";
import { MESSAGE_LIMIT } from "../../modules/trust/message-assembly";
import * as tls from "./messages";

const node = { nodeReason: /./ };
const NO_TLS = /does not speak TLS \(the record starts with .*is this the port for TLS\?/;

/** What goes wrong below the handshake, or is no TLS at all. */
export const recordAttacks: readonly Attack[] = [
	attack("a record that is cut by the end of the connection", /ended the connection in the TLS handshake/, async (server, wire) => {
		await server.hello();
		wire.send(tls.record(tls.HANDSHAKE, server.messages()[0]).subarray(0, 40));
		wire.end();
	}, node),
	attack("the end of the connection instead of ServerHello", /ended the connection in the TLS handshake/, async (server, wire) => {
		await server.hello();
		wire.end();
	}, node),
	answer("a message that the gateway has no room for", new RegExp(`message 2 of 131586 bytes is longer than the ${MESSAGE_LIMIT}`), () => tls.record(tls.HANDSHAKE, Buffer.alloc(8_193, 2)), node),
	answer("a record of 65,535 bytes", /a record of 65535 bytes is longer than the 16384/, () => tls.record(tls.HANDSHAKE, Buffer.alloc(65_535, 2)), node),
	answer("empty records in a flood", /a record is empty/, () => Buffer.concat(new Array<Buffer>(5_000).fill(tls.record(tls.HANDSHAKE, Buffer.alloc(0)))), node),
	answer("records of another version behind ServerHello", /a record has protocol version 0x0301 instead of TLS 1\.2/, server => {
		const [hello, ...rest] = server.messages();
		return [tls.record(tls.HANDSHAKE, hello), ...rest.map(each => tls.record(tls.HANDSHAKE, each, { version: 0x301 }))];
	}, node),
	answer("garbage", NO_TLS, () => Buffer.concat([Buffer.of(0xa5), randomBytes(500)]), node),
	answer("garbage that looks like a record", /handshake message 165 of 10855845 bytes is longer/, () => tls.record(tls.HANDSHAKE, Buffer.alloc(500, 165)), { nodeReason: /./, patient: true }),
	answer("HTTP", NO_TLS, () => Buffer.from("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"), node),
	attack("an SSH banner before ClientHello", NO_TLS, async (_server, wire) => {
		wire.send(Buffer.from("SSH-2.0-OpenSSH_9.6\r\n"));
	}, node),
	answer("MQTT in clear", NO_TLS, () => Buffer.of(0x20, 2, 0, 0, 0), { nodeReason: /./, patient: true }),
	attack("an application record that the gateway has no room for", new RegExp(`a record of ${RECORD_LIMIT + 1} bytes is longer than the ${RECORD_LIMIT}`), async (server, wire) => {
		await server.handshake();
		await server.accept();
		wire.send(server.sealed(tls.APPLICATION_DATA, Buffer.alloc(RECORD_LIMIT + 1 - 24)));
		await wire.ended;
	}, { nodeReason: /./, genuine: true }),
	attack("silence", /did not finish the TLS handshake within 15 s/, async () => {}, { patient: true }),
];

/** Honest servers, which prove that the others are refused for the right reason: the gateway connects to each. */
export const honestServers: readonly Attack[] = [
	honest("an honest server (ECDSA)", (server) => server.handshake()),
	honest("an honest server (RSA)", (server) => server.handshake(), "rsa"),
	honest("an honest server (a key on P-384)", (server) => server.handshake({ hash: "sha384" }), "p384"),
	honest("an honest server (a key on P-384, and the key exchange, too)", (server) => server.handshake({ curve: tls.P384, hash: "sha384" }), "p384"),
	honest("a key exchange on P-384, signed on P-256 with SHA-512", (server) => server.handshake({ curve: tls.P384, hash: "sha512" })),
	honest("a key share signed with RSA and SHA-384", (server) => server.handshake({ hash: "sha384" }), "rsa"),
	honest("a key share signed with RSA and SHA-512", (server) => server.handshake({ hash: "sha512" }), "rsa"),
	honest("a certificate message as large as may be, in the largest record", (server) => server.handshake({ pack: messages => [tls.record(tls.HANDSHAKE, Buffer.concat(messages))] }), "large"),
	honest("records of 512 bytes", (server) => server.handshake({ pack: messages => cut(Buffer.concat(messages), 512) }), "large"),
	honest("records of a byte each", (server) => server.handshake({ pack: messages => cut(Buffer.concat(messages), 1) })),
	{ ...honest("Finished in records of a byte each", async (server, wire) => {
		await server.flight();
		await server.clientFlight();
		wire.send(server.changeCipherSpec(), ...[...server.finished()].map(byte => server.sealed(tls.HANDSHAKE, Buffer.of(byte))));
	}), unseenByNode: true },
	honest("a server that does not know the name, and says so", async (server, wire) => {
		wire.send(tls.alert(112, 1));
		await server.handshake();
	}),
	honest("all messages in one record", (server) => server.handshake({ pack: messages => [tls.record(tls.HANDSHAKE, Buffer.concat(messages))] })),
	honest("one byte at a time", async (server, wire) => {
		const slowly = async (bytes: Uint8Array) => {
			for (const byte of bytes) {
				wire.send(Uint8Array.of(byte));
				await pause(1);
			}
		};
		await server.flight({ send: slowly });
		await server.clientFlight();
		await slowly(Buffer.concat([server.changeCipherSpec(), server.sealed(tls.HANDSHAKE, server.finished())]));
	}),
];

/** Records of that many bytes. */
function cut(messages: Buffer, size: number): Buffer[] {
	return Array.from({ length: Math.ceil(messages.length / size) }, (_, i) => tls.record(tls.HANDSHAKE, messages.subarray(i * size, (i + 1) * size)));
}

/** The client must ask for a clean session: a broker would send a record that was too long again for ever. */
function honest(name: string, handshake: Attack["run"], identity: Attack["identity"] = "good"): Attack {
	return attack(name, /ended the TLS session|ended the connection/, async (server, wire) => {
		await handshake(server, wire);
		const connect = await server.accept();
		if (!connect.includes("MQTT"))
			throw new Error(`the client sent something else than CONNECT: ${connect.toString("hex")}`);
		if ((connect[connect.indexOf("MQTT") + 5]! & 2) === 0)
			throw new Error("the client wants a session to be kept");
		await pause(50);
		wire.send(server.sealed(tls.ALERT, Buffer.of(1, 0)));
	}, { genuine: true, identity });
}
