import type { Identities } from "./identities";
import type { TLSServer, Changes } from "./tls-server";
import type { Wire } from "./wire";

/** What a server does with one connection. It is left open afterwards until the client ends it. */
export interface Attack {
	readonly name: string;
	/** The reason at the console of the gateway. */
	readonly reason: RegExp;
	/** The reason where Node's TLS stands in for the gateway's; as `reason` unless given. */
	readonly nodeReason?: RegExp;
	/** It is in what is encrypted, where the stand-in on the host can't look, and judges otherwise. */
	readonly unseenByNode?: true;
	/** An honest server: CONNECT and what follows may be sent to it. `reason` is then why the connection ended. */
	readonly genuine?: true;
	/** Nothing ends it before the deadline of the handshake. */
	readonly patient?: true;
	readonly identity: keyof Omit<Identities, "root">;
	run(server: TLSServer, wire: Wire): Promise<void>;
}

type Options = Partial<Pick<Attack, "nodeReason" | "genuine" | "patient" | "identity">>;

export function attack(name: string, reason: RegExp, run: Attack["run"], options: Options = {}): Attack {
	return { name, reason, identity: "good", run, ...options };
}

/** An attack that lies in what the server's flight says. */
export function flight(name: string, reason: RegExp, changes: Changes, options: Options = {}): Attack {
	return attack(name, reason, async server => {
		await server.flight(changes);
	}, options);
}

/** An attack after ClientHello was read. */
export function answer(name: string, reason: RegExp, bytes: (server: TLSServer) => Uint8Array | readonly Uint8Array[], options: Options = {}): Attack {
	return attack(name, reason, async (server, wire) => {
		await server.hello();
		const answered = bytes(server);
		wire.send(...answered instanceof Uint8Array ? [answered] : answered);
	}, options);
}

/** An attack after the client's Finished, where ChangeCipherSpec and Finished must come. */
export function ending(name: string, reason: RegExp, bytes: (server: TLSServer) => readonly Uint8Array[], options: Options = {}): Attack {
	return attack(name, reason, async (server, wire) => {
		await server.flight();
		await server.clientFlight();
		wire.send(...bytes(server));
	}, options);
}
