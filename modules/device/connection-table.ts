import type { Connection } from "./radio-connection";

/** The connections that there are, by the numbers that NimBLE gives them. */
export class ConnectionTable {
	private _connections: Connection[] = [];

	get size(): number {
		return this._connections.length;
	}
	add(connection: Connection): void {
		this._connections.push(connection);
	}
	find(id: number | undefined): Connection | undefined {
		for (let i = 0; i < this._connections.length; i++) {
			if (this._connections[i]!.client.connection === id)
				return this._connections[i];
		}
		return undefined;
	}
	/** It is gone. */
	drop(connection: Connection): void {
		connection.gone = true;
		this._connections.splice(this._connections.indexOf(connection), 1);
	}
	dropAll(): void {
		for (const connection of this._connections)
			connection.gone = true;
		this._connections = [];
	}
}
