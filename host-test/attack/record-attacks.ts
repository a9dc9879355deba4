import { randomBytes } from "node:crypto";
import { pause } from "../patience";
import { answer, attack, type Attack } from "./attack";
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
	answer("a record of 8,193 bytes", /a record of 8193 bytes is longer than the 8192/, () => tls.record(tls.HANDSHAKE, Buffer.alloc(8_193, 2)), node),
	answer("a record of 65,535 bytes", /a record of 65535 bytes is longer than the 8192/, () => tls.record(tls.HANDSHAKE, Buffer.alloc(65_535, 2)), node),
	answer("empty records in a flood", /a record is empty/, () => Buffer.concat(new Array<Buffer>(5_000).fill(tls.record(tls.HANDSHAKE, Buffer.alloc(0)))), node),
	answer("records of another version behind ServerHello", /a record has protocol version 0x0301 instead of TLS 1\.2/, server => {
		const [hello, ...rest] = server.messages();
		return [tls.record(tls.HANDSHAKE, hello), ...rest.map(each => tls.record(tls.HANDSHAKE, each, { version: 0x301 }))];
	}, node),
	answer("garbage", NO_TLS, () => Buffer.concat([Buffer.of(0xa5), randomBytes(500)]), node),
	answer("garbage that looks like a record", /negotiate again|a handshake message|handshake message \d+ where/, () => tls.record(tls.HANDSHAKE, randomBytes(500)), { nodeReason: /./, patient: true }),
	answer("HTTP", NO_TLS, () => Buffer.from("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"), node),
	attack("an SSH banner before ClientHello", NO_TLS, async (_server, wire) => {
		wire.send(Buffer.from("SSH-2.0-OpenSSH_9.6\r\n"));
	}, node),
	answer("MQTT in clear", NO_TLS, () => Buffer.of(0x20, 2, 0, 0, 0), { nodeReason: /./, patient: true }),
	attack("silence", /did not finish the TLS handshake within 15 s/, async () => {}, { patient: true }),
];

/** Honest servers, which prove that the others are refused for the right reason: the gateway connects to each. */
export const honestServers: readonly Attack[] = [
	honest("an honest server (ECDSA)", (server) => server.handshake()),
	honest("an honest server (RSA)", (server) => server.handshake(), "rsa"),
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

function honest(name: string, handshake: Attack["run"], identity: Attack["identity"] = "good"): Attack {
	return attack(name, /ended the TLS session|ended the connection/, async (server, wire) => {
		await handshake(server, wire);
		const connect = await server.accept();
		if (!connect.includes("MQTT"))
			throw new Error(`the client sent something else than CONNECT: ${connect.toString("hex")}`);
		await pause(50);
		wire.send(server.sealed(tls.ALERT, Buffer.of(1, 0)));
	}, { genuine: true, identity });
}
