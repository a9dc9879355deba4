import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { Transform } from "node:stream";

/**
 * A TCP relay on the loopback interface, to break a connection on purpose: cut it, refuse it, freeze it, or let it go
 * silent as a router that lost its table does.
 */
export class Relay {
	/** Stays the same over `cut` and `open`. 0 before the first `open`. */
	port = 0;
	/** How many connections were taken so far. */
	connections = 0;
	#target: number;
	#through: (() => Transform) | undefined;
	#server: Server | undefined;
	#sockets = new Set<Socket>();
	/** Where the bytes that come from a socket go. */
	#ways = new Map<Socket, NodeJS.WritableStream>();
	#frozen = false;

	/**
	 * Relays to `target`, a port of the loopback interface, once it is open.
	 * @param through makes what the bytes of one direction of one connection pass on their way; nothing unless given
	 */
	constructor(target: number, through?: () => Transform) {
		this.#target = target;
		this.#through = through;
	}
	/** Takes connections. Idempotent. */
	async open(): Promise<void> {
		if (this.#server)
			return;
		const server = this.#server = createServer({ allowHalfOpen: true }, near => this.#join(near));
		await new Promise<void>((resolve, reject) => server.once("error", reject).listen(this.port, "127.0.0.1", resolve));
		this.port = (server.address() as AddressInfo).port;
	}
	/** Ends every connection and refuses new ones until `open`. Idempotent. */
	async cut(): Promise<void> {
		const server = this.#server;
		this.#server = undefined;
		for (const socket of this.#sockets)
			socket.destroy();
		if (server)
			await new Promise(resolve => server.close(resolve));
	}
	/** Connections that there are stay open, and nothing passes any more in either direction. New ones are not affected. */
	silence(): void {
		for (const socket of this.#sockets)
			this.#halt(socket);
	}
	/** Connections are held and taken, and nothing passes until `thaw`, as with a peer that is stopped. */
	freeze(): void {
		this.#frozen = true;
		this.silence();
	}
	/** What was held passes, in order. */
	thaw(): void {
		this.#frozen = false;
		for (const [socket, way] of this.#ways)
			socket.pipe(way);
	}
	#halt(socket: Socket): void {
		socket.unpipe().pause();
	}
	#join(near: Socket): void {
		this.connections++;
		const far = connect({ port: this.#target, host: "127.0.0.1", allowHalfOpen: true });
		for (const [socket, other] of [[near, far], [far, near]] as const) {
			const through = this.#through?.();
			through?.pipe(other);
			this.#sockets.add(socket);
			this.#ways.set(socket, through ?? other);
			socket.setNoDelay(true).on("error", () => other.destroy()).once("close", () => {
				this.#sockets.delete(socket);
				this.#ways.delete(socket);
				other.destroy();
			});
			if (this.#frozen)
				this.#halt(socket);
			else
				socket.pipe(through ?? other);
		}
	}
}
