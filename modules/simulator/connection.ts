import type { Callee } from "./client-record";
import type { Client } from "./gatt";
import { world } from "./world";

/** What NimBLE tells of a connection itself (modules/network/ble/connection.js). */
export class Connection implements Callee {
	readonly client: Client;

	constructor(client: Client) {
		this.client = client;
		this.initialize(client);
	}
	/** xs_gap_connection_initialize. */
	initialize(this: Callee, client: Callee & { readonly connection: number }): void {
		const record = world.gap.state.requireConnection(client.connection);
		record.connection = this;
		record.client = client;
	}
	callback(event: string, parameters?: number): void {
		const { ble } = this.client;
		if (event === "onDisconnected")
			ble.onDisconnected(this.client);
		else
			ble[event as "onRSSI" | "onMTUExchanged"](this.client, parameters!);
	}
}
