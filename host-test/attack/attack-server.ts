import { createServer, type AddressInfo, type Server } from "node:net";
import type { Attack } from "./attack";
import type { Identities } from "./identities";
import { TLSServer } from "./tls-server";
import { Wire } from "./wire";

/** How one connection went. */
export interface Encounter {
	readonly attack: Attack;
	readonly wire: Wire;
	/** What the attack did not come to, as the client ended the connection before. */
	interruption?: string;
}

/** Listens on the loopback interface, and does with each connection what `next` says. */
export class AttackServer {
	/** In the order of the connections. */
	readonly encounters: Encounter[] = [];
	#identities: Identities;
	#next: () => Attack;
	#server: Server;

	constructor(identities: Identities, next: () => Attack) {
		this.#identities = identities;
		this.#next = next;
		this.#server = createServer(socket => void this.#meet(new Wire(socket)));
	}
	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}
	async open(): Promise<void> {
		await new Promise<void>(resolve => this.#server.listen(0, "127.0.0.1", resolve));
	}
	async close(): Promise<void> {
		for (const { wire } of this.encounters)
			wire.close();
		await new Promise(resolve => this.#server.close(resolve));
	}
	async #meet(wire: Wire): Promise<void> {
		const attack = this.#next(), encounter: Encounter = { attack, wire };
		this.encounters.push(encounter);
		try {
			await attack.run(new TLSServer(wire, this.#identities[attack.identity]), wire);
		} catch (error) {
			encounter.interruption = (error as Error).message;
		}
	}
}
