import TCP from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import type { LinkFailure, SecureSession } from "../gateway/broker-link";
import type { Alarm, Clock } from "../gateway/clock";

/** Largest packet that the MQTT client writes in pieces: our PUBLISH, or CONNECT. */
const PACKET = 1_536;

/** Why a TLS socket failed; the message is for people. */
export interface TransportFailure {
	readonly failure: LinkFailure;
	/** As in `LinkError`. */
	readonly reason?: string;
	readonly message: string;
	readonly lasting: boolean;
}

/** What the link puts into the MQTT client's `socket` dictionary. */
export interface LinkHooks {
	readonly clock: Clock;
	/** Options of TLS, or undefined for a connection in clear. */
	readonly secure: object | undefined;
	created(transport: Transport): void;
	/** The way is open, through TLS if there is any: CONNECT goes out. */
	onOpen(): void;
	/** TCP is connected and the TLS handshake starts. */
	onSecuring(): void;
	onSecure(session: SecureSession): void;
	/** CONNACK's return code and flags, which the MQTT client keeps to itself. */
	onGreeting(returnCode: number, sessionPresent: boolean): void;
	/** Why the MQTT client is about to report an error; it can't pass reasons on. */
	onFailure(failure: TransportFailure): void;
}

interface TransportOptions extends LinkHooks {
	readonly host: string;
	readonly address: string;
	readonly port: number;
	onReadable(this: Transport, count: number): void;
	onWritable(this: Transport, count: number): void;
	onError(this: Transport): void;
}

/** What TCP and TLS sockets have in common. */
interface Socket {
	read(count: number): ArrayBuffer | Uint8Array | undefined;
	/** Undefined from the SDK's TCP on Linux: the connection is broken, which `onError` then never tells (lin/tcp.c). */
	write(bytes: Uint8Array): number | undefined;
	close(): void;
}

/**
 * `socket.io` of the MQTT client, over TCP or TLS. It makes of the client's writes, byte by byte, one write a
 * packet; reads CONNACK along; and stands between: what the sockets or the client throw ends here as one failure,
 * reported once, from a timer, because the client's error path bears neither a second call nor one from inside a
 * write.
 */
export class Transport {
	format: "number" | "buffer" = "buffer";
	#options: TransportOptions;
	#socket: Socket | undefined;
	#failed: Alarm | undefined;
	#open = false;
	#greeted = 0;
	#sessionPresent = false;
	#input: Uint8Array | undefined;
	#position = 0;
	#output: Uint8Array = new Uint8Array(PACKET);
	#length = 0;
	#writable = 0;

	constructor(options: TransportOptions) {
		this.#options = options;
		options.created(this);
		const { address, host, port, secure } = options;
		const callbacks = {
			onReadable: (count: number) => this.#onReadable(count),
			onWritable: (count: number) => this.#onWritable(count),
			onError: (error?: unknown) => this.#onError(error),
		};
		if (secure)
			this.#socket = new TLSSocket({
				address, host, port, TCP: { io: TCP }, secure, ...callbacks,
				onSecuring: () => this.#guard(() => this.#options.onSecuring()),
				onSecure: (session: SecureSession) => this.#guard(() => this.#options.onSecure(session)),
			} as unknown as ConstructorParameters<typeof TLSSocket>[0]) as unknown as Socket;
		else
			this.#socket = new TCP({ address, port, nodelay: true, ...callbacks }) as unknown as Socket;
	}
	/** A number, or a buffer with all there is or `count` bytes of it. */
	read(count?: number | ArrayBuffer | Uint8Array): number | ArrayBuffer | undefined {
		const input = this.#input;
		if (!input)
			return undefined;
		if (this.format === "number") {
			const byte = input[this.#position++]!;
			this.#trim();
			if (this.#greeted < 4)
				this.#greet(byte);
			return byte;
		}
		const wanted = typeof count === "number" ? count : count ? count.byteLength : Infinity;
		const bytes = input.slice(this.#position, this.#position + wanted);
		this.#position += bytes.length;
		this.#trim();
		if (typeof count === "object") {
			(count instanceof ArrayBuffer ? new Uint8Array(count) : count).set(bytes);
			return bytes.length;
		}
		return bytes.buffer;
	}
	/** @returns how many bytes may be written now */
	write(bytes: Uint8Array | ArrayBuffer | null, options?: { more?: boolean }): number {
		const more = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes;
		if (more) {
			if (this.#length + more.length > PACKET) {
				this.#fail({ failure: "exception", message: `a packet of more than ${PACKET} bytes can't be sent`, lasting: false });
				return 0;
			}
			this.#output.set(more, this.#length);
			this.#length += more.length;
		}
		if (options?.more)
			return Math.max(0, this.#writable - this.#length);
		const length = this.#length;
		this.#length = 0;
		if (this.#failed || !this.#socket)
			return 0;
		try {
			const writable = this.#socket.write(this.#output.subarray(0, length));
			if (writable !== undefined)
				return this.#writable = writable;
			this.#fail({ failure: "connection lost", message: "", lasting: false });
		}
		catch (error) {
			this.#fail({ failure: "connection lost", message: `the socket refused to send ("${error}")`, lasting: false });
		}
		return this.#writable = 0;
	}
	/** Idempotent; nothing is called afterwards. */
	close(): void {
		this.#options.clock.clear(this.#failed);
		this.#failed = undefined;
		const socket = this.#socket;
		this.#socket = this.#input = undefined;
		try {
			socket?.close();
		}
		catch {
			// it has closed itself
		}
	}
	#onReadable(count: number): void {
		this.#guard(() => {
			const read = this.#socket!.read(count);
			if (!read)
				return;
			const bytes = read instanceof Uint8Array ? read : new Uint8Array(read);
			const rest = this.#input;
			if (rest) {
				const joined = new Uint8Array(rest.length - this.#position + bytes.length);
				joined.set(rest.subarray(this.#position));
				joined.set(bytes, rest.length - this.#position);
				this.#input = joined;
			}
			else
				this.#input = bytes;
			this.#position = 0;
			this.#options.onReadable.call(this, this.#input.length);
		});
	}
	#onWritable(count: number): void {
		this.#writable = count;
		this.#guard(() => {
			if (!this.#open) {
				this.#open = true;
				this.#options.onOpen();
			}
			this.#options.onWritable.call(this, count);
		});
	}
	#onError(error: unknown): void {
		const reason = error as Partial<TransportFailure> | undefined;
		this.#fail({
			failure: reason?.failure ?? "connection lost",
			reason: reason?.reason ?? "",
			message: reason?.message ?? "",
			lasting: reason?.lasting ?? false,
		});
	}
	/** Runs callbacks that may throw, unless it is over. */
	#guard(callbacks: () => void): void {
		if (!this.#socket || this.#failed)
			return;
		try {
			callbacks();
		}
		catch (error) {
			this.#fail({ failure: "exception", message: `the MQTT client threw "${error}"`, lasting: false });
		}
	}
	#fail(failure: TransportFailure): void {
		if (this.#failed || !this.#socket)
			return;
		this.#failed = this.#options.clock.set(() => {
			const { onError } = this.#options;
			this.close();
			this.#options.onFailure(failure);
			onError.call(this);
		}, 0);
	}
	#trim(): void {
		if (this.#input && this.#position >= this.#input.length) {
			this.#input = undefined;
			this.#position = 0;
		}
	}
	/** The broker's first packet is CONNACK: 0x20 0x02 flags code ([MQTT-3.2.0-1]). */
	#greet(byte: number): void {
		this.#greeted++;
		if ((this.#greeted === 1 && byte !== 0x20) || (this.#greeted === 2 && byte !== 2))
			this.#greeted = 4;
		else if (this.#greeted === 3)
			this.#sessionPresent = (byte & 1) !== 0;
		else if (this.#greeted === 4)
			this.#options.onGreeting(byte, this.#sessionPresent);
	}
}
