import type { Connection } from "./radio-connection";

/** The connections that there are. */
export class ConnectionTable {
	private _connections: Connection[] = [];

	get size(): number {
		return this._connections.length;
	}
	add(connection: Connection): void {
		this._connections.push(connection);
	}
	/** It is gone. @returns false if it was not here */
	drop(connection: Connection): boolean {
		const at = this._connections.indexOf(connection);
		connection.gone = true;
		if (at >= 0)
			this._connections.splice(at, 1);
		return at >= 0;
	}
	dropAll(): void {
		for (const connection of this._connections)
			connection.gone = true;
		this._connections = [];
	}
}
