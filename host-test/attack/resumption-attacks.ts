import { randomBytes } from "node:crypto";
import { attack, type Attack } from "./attack";
import * as tls from "./messages";

let session: Buffer, master: Buffer;

/** One after the other: a session granted, stolen by its identifier alone, granted again, and resumed. */
export const resumptionAttacks: readonly Attack[] = [
	granting("a server that grants a session"),
	attack("the offered session, without its secret", /TLS: the broker sent what could not be decrypted or understood in the TLS handshake/, async server => {
		const granted = session;
		await server.resume(randomBytes(48)).catch(() => {});
		if (!server.client.session.equals(granted))
			throw new Error("the client does not offer the session");
	}),
	granting("a server that grants a session again, as the attack ended it"),
	attack("the offered session, resumed", /open \(CN=Attacked root in an earlier handshake, resumed\): connection lost/, async (server, wire) => {
		await server.resume(master);
		await server.receive();
		wire.send(server.sealed(tls.ALERT, Buffer.of(1, 0)));
	}, { genuine: true }),
	granting("a server that does not know the session any more"),
];

function granting(name: string): Attack {
	return attack(name, /open \(CN=Attacked root\): connection lost: the broker ended the TLS session/, async (server, wire) => {
		session = randomBytes(32);
		await server.handshake({ hello: { session } });
		master = server.keys.master;
		await server.receive();
		wire.send(server.sealed(tls.ALERT, Buffer.of(1, 0)));
	}, { genuine: true });
}
