import type { Connection } from "./radio-connection";

/** The connections that there are, by the numbers that NimBLE gives them. */
export class ConnectionTable {
	#connections: Connection[] = [];

	get size(): number {
		return this.#connections.length;
	}
	add(connection: Connection): void {
		this.#connections.push(connection);
	}
	find(id: number | undefined): Connection | undefined {
		for (let i = 0; i < this.#connections.length; i++) {
			if (this.#connections[i]!.client.connection === id)
				return this.#connections[i];
		}
		return undefined;
	}
	/** It is gone. */
	drop(connection: Connection): void {
		connection.gone = true;
		this.#connections.splice(this.#connections.indexOf(connection), 1);
	}
	dropAll(): void {
		for (const connection of this.#connections)
			connection.gone = true;
		this.#connections = [];
	}
}
