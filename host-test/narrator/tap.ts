import type { Socket } from "node:net";
import { Duplex } from "node:stream";

export interface TapOptions {
	/** Connected. Its end is not the tap's to bring about, but for `end()`. */
	readonly socket: Socket;
	/** Before the bytes leave. */
	onSent(bytes: Uint8Array): void;
	/** @returns whether Node's TLS is to see them */
	onReceived(bytes: Uint8Array): boolean;
}

/** Stands between Node's TLS and a TCP socket and shows every byte that passes, in either direction. */
export class Tap extends Duplex {
	#options: TapOptions;

	constructor(options: TapOptions) {
		super();
		this.#options = options;
		options.socket.on("data", (bytes: Buffer) => {
			if (options.onReceived(bytes) && !this.destroyed)
				this.push(bytes);
		});
		options.socket.on("end", () => {
			if (!this.destroyed)
				this.push(null);
		});
	}
	// the socket flows: how much may come is limited by whoever listens
	override _read(): void {}
	override _write(bytes: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
		const { socket } = this.#options;
		if (!socket.writable)
			return done();
		this.#options.onSent(bytes);
		socket.write(bytes, () => done());
	}
	override _final(done: () => void): void {
		this.#options.socket.end();
		done();
	}
	/** The socket stays, so that what the broker still says is seen. */
	override _destroy(_: Error | null, done: (error?: Error | null) => void): void {
		done();
	}
}
