import { pause } from "../patience";
import type { Attack } from "./attack";
import * as tls from "./messages";
import { contents, mutate } from "./mutation";
import type { TLSServer } from "./tls-server";
import type { Wire } from "./wire";

/** Milliseconds that a server waits for a client which may be waiting for it. */
const PATIENCE = 150;

/** A server whose bytes were changed on their way, by chance. */
export interface DamagedServer extends Attack {
	/** What was changed is nothing that TLS protects, so that the client may take it. */
	readonly harmless: boolean;
}

export function damagedServer(random: () => number): DamagedServer {
	const early = random() < 0.75, rsa = random() < 0.3;
	const damaged = {
		name: `a server whose ${early ? "flight" : "end"} is damaged`, reason: /./, genuine: true as const, identity: rsa ? "rsa" as const : "good" as const,
		harmless: false,
		async run(server: TLSServer, wire: Wire): Promise<void> {
			await server.flight({
				pack: messages => {
					const whole = random() < 0.5 ? [Buffer.concat(messages)] : messages;
					return [damage(Buffer.concat(whole.map(each => tls.record(tls.HANDSHAKE, each))), early)];
				},
			});
			const answered = await Promise.race([server.clientFlight().then(() => true, () => false), pause(PATIENCE).then(() => false)]);
			if (answered)
				wire.send(damage(Buffer.concat([server.changeCipherSpec(), server.sealed(tls.HANDSHAKE, server.finished())]), !early));
			await Promise.race([wire.next().catch(() => {}), pause(PATIENCE)]);
			wire.end();
		},
	};
	return damaged;

	function damage(bytes: Buffer, really: boolean): Buffer {
		if (!really)
			return bytes;
		const changed = mutate(bytes, random);
		// an end of the flight that was cut, or something behind it, is another matter
		damaged.harmless = contents(changed).startsWith(contents(bytes));
		return changed;
	}
}
