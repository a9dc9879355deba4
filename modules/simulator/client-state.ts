import type { ClientRecord, ConnectionRecord } from "./client-record";
import type { Controller } from "./controller";
import { MessageQueue } from "./message-queue";
import { Nimble, type GapEvents } from "./nimble";
import { Mailbox, type Timers } from "./timers";

/**
 * The life of a BLEClient: the global state of modBLEClient.c and modBLECommon.c, with every flaw in the counting of its
 * uses. The names in the comments are those of the C functions.
 */
export class ClientState {
	readonly nimble: Nimble;
	/** gBLE. */
	current: ClientRecord | undefined;
	/** gConnections in modules/network/ble/gap.c; new ones come last. */
	readonly connections: ConnectionRecord[] = [];
	/** useCount in modBLECommon.c. */
	#platformUseCount = 0;
	#mailbox: Mailbox;

	constructor(timers: Timers, controller: Controller, maxConnections: number, events: GapEvents) {
		this.nimble = new Nimble(timers, controller, maxConnections, events);
		this.#mailbox = new Mailbox(timers);
	}
	/**
	 * xs_ble_client_initialize. Throws while the former client is not gone; `close` does not wait for that, and nothing
	 * tells when it is.
	 */
	initialize(object: ClientRecord["object"], configure: (record: ClientRecord) => void): void {
		if (this.current)
			throw new Error("BLE already initialized");
		const record = {
			object,
			scanning: false,
			closing: false,
			destroyed: false,
			useCount: 1,
			discoveryQueue: new MessageQueue(this.#mailbox),
			notificationQueue: new MessageQueue(this.#mailbox),
		};
		this.current = record;
		object.native = record;
		configure(record);
		// modBLEPlatformInitialize
		if (this.#platformUseCount++ === 0)
			this.nimble.start(() => this.onSync());
		else
			this.onSync();
	}
	/** From modBLEPlatformInitialize to modBLEPlatformTerminate. */
	get running(): boolean {
		return this.#platformUseCount > 0;
	}
	/** nimble_on_sync and readyEvent. */
	onSync(): void {
		const ble = this.acquire();
		if (!ble)
			return;
		this.post(ble, () => this.receive(current => current.object.callback("onReady")));
		this.release(ble);
	}
	/** ble_client_on_reset. */
	onReset(): void {
		const ble = this.acquire();
		if (!ble)
			return;
		ble.closing = true;
		this.#mailbox.post(() => this.#onClose(ble));
		this.release(ble);
	}
	/** getBLEClient: undefined, and nothing counted, once the client is closing. */
	acquire(): ClientRecord | undefined {
		const ble = this.current;
		if (!ble || ble.closing)
			return undefined;
		ble.useCount++;
		return ble;
	}
	/** downBLEClientUseCount: the last use closes the client, whether somebody asked for that or not. */
	release(ble: ClientRecord): void {
		if (ble.useCount === 0)
			return;
		ble.useCount--;
		if (ble.useCount > 0)
			return;
		ble.closing = true;
		this.current = undefined;
		this.#mailbox.post(() => this.#onClose(ble));
	}
	/** validateInstance. */
	validate(): ClientRecord {
		if (!this.current)
			throw new Error("unknown instance");
		if (this.current.closing)
			throw new Error("instance closed");
		return this.current;
	}
	/** postBLEClientMessage: a message under way is a use; its receiver releases it. */
	post(ble: ClientRecord, deliver: () => void): void {
		ble.useCount++;
		this.#mailbox.post(deliver);
	}
	/**
	 * What receivers of messages begin and end with. It is the client of now that they use and release, not the one
	 * that the message was posted for.
	 */
	receive(handle: (ble: ClientRecord) => void): void {
		const ble = this.listener();
		if (!ble)
			return;
		handle(ble);
		this.release(ble);
	}
	/** The client that an event is for. While it is closing, each event that NimBLE still has for it lowers the count. */
	listener(): ClientRecord | undefined {
		const ble = this.current;
		if (!ble)
			return undefined;
		if (ble.closing) {
			this.release(ble);
			return undefined;
		}
		return ble;
	}
	/**
	 * xs_ble_client_close. It only marks the client; it is gone when its count is 0, which is never while a connect is
	 * pending that was not begun during a scan, nor after a connect that failed.
	 */
	close(object: ClientRecord["object"]): void {
		const ble = object.native;
		if (!ble || ble.closing)
			return;
		if (ble.scanning)
			this.stopScanning();
		ble.closing = true;
		object.native = undefined;
		this.release(ble);
	}
	/** xs_ble_client_stop_scanning. */
	stopScanning(): void {
		const ble = this.validate();
		if (!ble.scanning)
			return;
		ble.scanning = false;
		this.nimble.cancelScan();
		this.release(ble);
	}
	/**
	 * bleClientCloseEvent and xs_ble_client_destructor: it takes a client that was made meanwhile away, for that one's
	 * gBLE is cleared too, and it ends every connection without a word to the script.
	 */
	#onClose(ble: ClientRecord): void {
		if (ble.destroyed)
			throw new Error("simulator: a client is closed twice: the chip uses freed memory (bleClientCloseEvent)");
		ble.destroyed = true;
		if (ble.scanning)
			this.nimble.cancelScan();
		ble.object.native = undefined;
		this.current = undefined;
		for (const { id } of this.connections) {
			const link = this.nimble.link(id);
			if (link)
				this.nimble.terminate(link);
		}
		this.connections.length = 0;
		ble.discoveryQueue.empty();
		ble.notificationQueue.empty();
		// modBLEPlatformTerminate
		if (--this.#platformUseCount === 0)
			this.nimble.stop();
	}
	/** modBLEConnectionFindByConnectionID; undefined also stands for "return" where the C source gives up in silence. */
	connection(id: number): ConnectionRecord | undefined {
		return this.connections.find(connection => connection.id === id);
	}
	/** The same for receivers of events, which throw where there is none. */
	requireConnection(id: number): ConnectionRecord {
		const connection = this.connection(id);
		if (!connection)
			throw new Error("connection not found");
		return connection;
	}
	/** modBLEConnectionRemove. */
	remove(connection: ConnectionRecord): void {
		const at = this.connections.indexOf(connection);
		if (at >= 0)
			this.connections.splice(at, 1);
	}
}
