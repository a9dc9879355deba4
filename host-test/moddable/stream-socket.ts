import type { Socket } from "node:net";
import { clearInterval, setImmediate, setInterval } from "node:timers";
import { world } from "../../modules/simulator/world";

/**
 * Bytes that a socket holds for writing, and for reading, at most: as `kBufferSize` of the SDK's TCP on Linux
 * (modules/io/socket/lin/tcp.c). lwIP on the ESP32 allows more, so what works here works there.
 */
export const WINDOW = 1536;

/** How often a socket looks whether Wi-Fi has gone or come back, in milliseconds. */
const WATCH = 20;

/** lwIP gives a segment up after its retransmissions: here, after so many milliseconds without Wi-Fi. */
export const RETRANSMISSION_LIMIT = 120_000;

export type Bytes = ArrayBuffer | ArrayBufferView;
export type Format = "buffer" | "number";

export interface StreamSocketOptions<Self, Failure = void> {
	readonly onReadable?: (this: Self, count: number) => void;
	/** All that had come is read. */
	readonly onRead?: (this: Self) => void;
	readonly onWritable?: (this: Self, count: number) => void;
	readonly onError?: (this: Self, error: Failure) => void;
	readonly format?: Format;
	readonly target?: unknown;
}

/**
 * What the SDK's TCP and our TLS socket have in common: windows in both directions, callbacks that come one at
 * a time, never from inside a call and never after `close()`, and received bytes that are handed out before the
 * error that ended the connection (modules/io/socket/lwip/tcp.c, `tcpDeliver`).
 *
 * While `world.wifiUp` is false packets vanish: writes are taken until the window is full, nothing arrives, no
 * callback comes, not even for a connection that the peer ended. When Wi-Fi is back in time everything goes on,
 * as retransmission sees to it; after RETRANSMISSION_LIMIT with something unsent the connection is given up.
 */
export abstract class StreamSocket<Self, Failure> {
	target?: unknown;
	#format: Format;
	#callbacks: StreamSocketOptions<Self, Failure>;
	#connect: (() => Socket) | undefined;
	#stream: Socket | undefined;
	#opened = false;
	#closed = false;
	#received: Buffer = Buffer.alloc(0);
	#announcements: (() => void)[] = [];
	#window = 0;
	/** Written while Wi-Fi was down. */
	#unsent: Buffer[] = [];
	#stalled = 0;
	#watch: NodeJS.Timeout;
	#triggered = { readable: false, writable: false };
	#scheduled = false;
	#failure: { readonly error: Failure } | undefined;
	#failureReported = false;

	/** `connect` makes the connection; it is called as soon as there is Wi-Fi. */
	constructor(options: StreamSocketOptions<Self, Failure>, connect: () => Socket) {
		for (const name of ["onReadable", "onWritable", "onError"] as const) {
			if (options[name] != null && typeof options[name] !== "function")
				throw new TypeError(`${name}: not a function`);
		}
		this.#format = checkFormat(options.format ?? "buffer");
		this.#callbacks = options;
		if (options.target !== undefined)
			this.target = options.target;
		this.#connect = connect;
		this.#watch = setInterval(() => this.#look(), WATCH).unref();
		setImmediate(() => this.#look());
	}
	get format(): Format {
		return this.#format;
	}
	set format(format: Format) {
		this.#alive();
		this.#format = checkFormat(format);
	}
	get remoteAddress(): string | undefined {
		return this.#stream?.remoteAddress;
	}
	get remotePort(): number | undefined {
		return this.#stream?.remotePort;
	}
	/** Everything, `count` bytes, or as many as the buffer holds (then the number is returned); one byte in format "number". */
	read(count?: number | Bytes): ArrayBuffer | number | undefined {
		this.#alive();
		const available = this.#received.length;
		if (!available)
			return undefined;
		const whole = count === undefined ? available : typeof count === "number" ? count : count.byteLength;
		const wanted = this.#format === "number" ? 1 : whole;
		if (wanted <= 0 || wanted > available)
			throw new Error("invalid");
		const bytes = this.#received.subarray(0, wanted);
		this.#received = this.#received.subarray(wanted);
		this.#schedule();
		if (this.#format === "number")
			return bytes[0];
		if (typeof count === "object") {
			view(count).set(bytes);
			return wanted;
		}
		return Uint8Array.from(bytes).buffer;
	}
	/**
	 * Takes all of `data` or throws; `data` may be used again at once.
	 * @returns bytes that may still be written; nothing if the connection is broken and `onError` is on its way
	 */
	write(data: Bytes | number, _options?: { readonly more?: boolean; readonly byteLength?: number }): number | undefined {
		this.#alive();
		if (!this.#opened || this.#failureReported)
			throw new Error("not ready");
		if (this.#failure)
			return undefined;
		const bytes = Buffer.from(this.#format === "number" ? Uint8Array.of(Number(data)) : view(data as Bytes));
		if (bytes.length > this.#room)
			throw new Error("would block");
		this.#window -= bytes.length + this.overhead;
		if (world.wifiUp && !this.#unsent.length)
			this.#send(bytes);
		else
			this.#unsent.push(bytes);
		return this.#room;
	}
	/** Ends the connection in order after what was written. Idempotent; no callback follows. */
	close(): void {
		if (this.#closed)
			return;
		this.#closed = true;
		this.#connect = undefined;
		if (!this.#stream || this.#stream.destroyed)
			clearInterval(this.#watch);
		this.#look();
	}
	/** Calls `callback` as the others are called, and before them. */
	protected announce(callback: () => void): void {
		this.#announcements.push(callback);
		this.#schedule();
	}
	/** To be called once when the connection can be written to. */
	protected opened(): void {
		this.#opened = true;
		this.#drained();
	}
	/** To be called when the connection is broken or ended; only the first counts. */
	protected failed(error: Failure): void {
		this.#failure ??= { error };
		this.#schedule();
	}
	/** What to tell `onError` about an error of the stream, or about its end (undefined). */
	protected abstract explain(error: NodeJS.ErrnoException | undefined): Failure;

	/** Bytes of the window that each write costs beside its own. */
	protected get overhead(): number {
		return 0;
	}
	get #room(): number {
		return Math.max(0, this.#window - this.overhead);
	}
	#alive(): void {
		if (this.#closed)
			throw new TypeError("closed socket");
	}
	#look(): void {
		if (!world.wifiUp) {
			this.#stalled = this.#connect || this.#unsent.length || this.#closed ? this.#stalled + WATCH : 0;
			if (this.#stalled > RETRANSMISSION_LIMIT)
				this.#giveUp();
			return;
		}
		this.#stalled = 0;
		if (this.#closed) {
			clearInterval(this.#watch);
			if (this.#opened)
				this.#stream?.destroySoon();
			else
				this.#stream?.destroy();
			return;
		}
		if (this.#connect) {
			const stream = this.#connect();
			this.#connect = undefined;
			this.#stream = stream;
			stream.on("readable", () => this.#schedule());
			stream.on("error", error => this.failed(this.explain(error)));
			stream.on("end", () => this.failed(this.explain(undefined)));
			stream.on("close", () => this.failed(this.explain(undefined)));
		}
		for (const bytes of this.#unsent.splice(0))
			this.#send(bytes);
		if (this.#failure || this.#triggered.writable || this.#announcements.length || this.#stream?.readableLength)
			this.#schedule();
	}
	#giveUp(): void {
		clearInterval(this.#watch);
		this.#connect = undefined;
		this.#stream?.destroy();
		this.#failure ??= { error: this.explain(Object.assign(new Error("timed out"), { code: "ETIMEDOUT" })) };
		this.#report();
	}
	#send(bytes: Buffer): void {
		this.#stream!.write(bytes, error => {
			if (!error && this.#stream!.writableLength === 0)
				this.#drained();
		});
	}
	#drained(): void {
		this.#window = WINDOW;
		this.#triggered.writable = true;
		this.#schedule();
	}
	#pull(): void {
		const stream = this.#stream;
		if (!stream || !this.#opened)
			return;
		const count = Math.min(WINDOW - this.#received.length, stream.readableLength);
		// with nothing there, read(0) lets the stream notice its end
		const chunk: Buffer | null = stream.read(count);
		if (chunk) {
			this.#received = Buffer.concat([this.#received, chunk]);
			this.#triggered.readable = true;
		}
	}
	#schedule(): void {
		if (this.#scheduled)
			return;
		this.#scheduled = true;
		setImmediate(() => {
			this.#scheduled = false;
			if (!this.#closed && world.wifiUp) {
				this.#pull();
				this.#report();
			}
		});
	}
	#report(): void {
		const self = this as unknown as Self, callbacks = this.#callbacks;
		while (this.#announcements.length && !this.#closed)
			this.#announcements.shift()!();
		if (this.#triggered.writable && !this.#failure && !this.#closed) {
			this.#triggered.writable = false;
			callbacks.onWritable?.call(self, this.#room);
		}
		if (this.#triggered.readable && !this.#closed) {
			this.#triggered.readable = false;
			if (this.#received.length)
				callbacks.onReadable?.call(self, this.#received.length);
			if (!this.#closed)
				callbacks.onRead?.call(self);
		}
		if (this.#failure && !this.#received.length && !this.#failureReported && !this.#closed) {
			this.#failureReported = true;
			clearInterval(this.#watch);
			this.#stream?.destroy();
			const { error } = this.#failure;
			callbacks.onError?.apply(self, (error === undefined ? [] : [error]) as [Failure]);
		}
	}
}

function checkFormat(format: Format): Format {
	if (format !== "buffer" && format !== "number")
		throw new RangeError(`format ${String(format)}`);
	return format;
}

function view(bytes: Bytes): Uint8Array {
	return ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes);
}
