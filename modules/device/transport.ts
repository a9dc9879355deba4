import TCP from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import type { LinkFailure, SecureSession } from "../broker/broker-link";
import { MessageSieve, type MessageSink } from "../broker/message-sieve";
import type { Alarm, Clock } from "../text/clock";

/** Largest packet that the MQTT client writes in pieces: our PUBLISH, or CONNECT. */
const PACKET = 1_536;
/** By so many bytes the buffer for packets grows; a power of two. */
const STEP = 64;

/** Why a TLS socket failed; the message is for people. */
export interface TransportFailure {
	readonly failure: LinkFailure;
	/** As in `LinkError`. */
	readonly reason?: string;
	readonly message: string;
	readonly lasting: boolean;
}

/** Whom a transport works for: a link, rather than an object of closures, each of which would cost 160 bytes. */
export interface TransportOwner extends MessageSink {
	/** So that the owner can close it. */
	onTransport(transport: Transport): void;
	/** The way is open, through TLS if there is any: CONNECT goes out. */
	onOpen(): void;
	/** TCP is connected and the TLS handshake starts. */
	onSecuring(): void;
	onSecure(session: SecureSession): void;
	/** CONNACK's return code, which the MQTT client keeps to itself. */
	onGreeting(returnCode: number): void;
	/** Why the MQTT client is about to report an error; it can't pass reasons on. */
	onFailure(failure: TransportFailure): void;
}

/** What the link puts into the MQTT client's `socket` dictionary, and what the client puts beside. */
interface TransportOptions {
	readonly clock: Clock;
	/** Options of TLS, or undefined for a connection in clear. */
	readonly secure: object | undefined;
	readonly owner: TransportOwner;
	readonly host: string;
	readonly address: string;
	readonly port: number;
	onReadable(this: Transport, count: number): void;
	onWritable(this: Transport, count: number): void;
	onError(this: Transport): void;
}

/** What TCP and TLS sockets have in common. They call back with themselves as `this`. */
interface Socket {
	readonly target: Transport;
	read(count: number): ArrayBuffer | Uint8Array | undefined;
	/** Undefined from the SDK's TCP on Linux: the connection is broken, which `onError` then never tells (lin/tcp.c). */
	write(bytes: Uint8Array): number | undefined;
	close(): void;
}

/**
 * `socket.io` of the MQTT client, over TCP or TLS. It makes of the client's writes, byte by byte, one write a
 * packet; reads CONNACK along; keeps messages from the client; and stands between: what the sockets or the client throw ends here as one failure,
 * reported once, from a timer, because the client's error path bears neither a second call nor one from inside a
 * write.
 */
export class Transport {
	format: "number" | "buffer" = "buffer";
	#clock: Clock;
	#owner: TransportOwner;
	/** The MQTT client's. */
	#tellReadable: TransportOptions["onReadable"];
	#tellWritable: TransportOptions["onWritable"];
	#tellError: TransportOptions["onError"];
	#socket: Socket | undefined;
	#failed: Alarm | undefined;
	#open = false;
	#greeted = 0;
	#sieve: MessageSieve;
	/** What the client reads now, byte by byte. */
	#input: Uint8Array | undefined;
	#position = 0;
	/** Of the longest packet yet; there is none during the TLS handshake. */
	#output: Uint8Array | undefined;
	#length = 0;
	#writable = 0;

	constructor(options: TransportOptions) {
		this.#clock = options.clock;
		const owner = this.#owner = options.owner;
		this.#sieve = new MessageSieve(owner);
		this.#tellReadable = options.onReadable;
		this.#tellWritable = options.onWritable;
		this.#tellError = options.onError;
		owner.onTransport(this);
		const { address, host, port, secure } = options;
		const callbacks = { target: this, onReadable: Transport.#onReadable, onWritable: Transport.#onWritable, onError: Transport.#onError };
		if (secure)
			this.#socket = new TLSSocket({
				address, host, port, TCP: { io: TCP }, secure, ...callbacks,
				onSecuring: Transport.#onSecuring, onSecure: Transport.#onSecure,
			} as unknown as ConstructorParameters<typeof TLSSocket>[0]) as unknown as Socket;
		else
			this.#socket = new TCP({ address, port, nodelay: true, ...callbacks } as never) as unknown as Socket;
	}
	/** The next byte: the client asks for nothing else, as it gets no messages. */
	read(): number | undefined {
		const byte = this.#input?.[this.#position++];
		if (byte !== undefined && this.#greeted < 4)
			this.greet(byte);
		return byte;
	}
	/** @returns how many bytes may be written now */
	write(bytes: Uint8Array | ArrayBuffer | null, options?: { more?: boolean; byteLength?: number }): number {
		const more = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes;
		if (more) {
			if (this.#length + more.length > PACKET) {
				this.fail({ failure: "exception", message: `a packet of more than ${PACKET} bytes can't be sent`, lasting: false });
				return 0;
			}
			this.reserve(options?.byteLength ?? 0, this.#length + more.length).set(more, this.#length);
			this.#length += more.length;
		}
		if (options?.more)
			return Math.max(0, this.#writable - this.#length);
		const length = this.#length;
		this.#length = 0;
		if (this.#failed || !this.#socket)
			return 0;
		try {
			const writable = this.#socket.write(this.#output!.subarray(0, length));
			if (writable !== undefined)
				return this.#writable = writable;
			this.fail({ failure: "connection lost", message: "", lasting: false });
		}
		catch (error) {
			this.fail({ failure: "connection lost", message: `the socket refused to send ("${error}")`, lasting: false });
		}
		return this.#writable = 0;
	}
	/** Idempotent; nothing is called afterwards. */
	close(): void {
		this.#clock.clear(this.#failed);
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
	/*
	 * The socket's callbacks. They are its own functions for all transports, in flash, where closures would be in RAM for
	 * each; and what they throw ends here.
	 */
	static #onReadable(this: Socket, count: number): void {
		const transport = this.target;
		if (transport.over)
			return;
		try {
			transport.receive(count);
		}
		catch (error) {
			transport.threw(error);
		}
	}
	static #onWritable(this: Socket, count: number): void {
		const transport = this.target;
		transport.#writable = count;
		if (transport.over)
			return;
		try {
			if (!transport.#open) {
				transport.#open = true;
				transport.#owner.onOpen();
			}
			transport.#tellWritable(count);
		}
		catch (error) {
			transport.threw(error);
		}
	}
	static #onError(this: Socket, error?: unknown): void {
		const reason = error as Partial<TransportFailure> | undefined;
		this.target.fail({
			failure: reason?.failure ?? "connection lost",
			reason: reason?.reason ?? "",
			message: reason?.message ?? "",
			lasting: reason?.lasting ?? false,
		});
	}
	static #onSecuring(this: Socket): void {
		const transport = this.target;
		if (transport.over)
			return;
		try {
			transport.#owner.onSecuring();
		}
		catch (error) {
			transport.threw(error);
		}
	}
	static #onSecure(this: Socket, session: SecureSession): void {
		const transport = this.target;
		if (transport.over)
			return;
		try {
			transport.#owner.onSecure(session);
		}
		catch (error) {
			transport.threw(error);
		}
	}
	/** Nothing is to be called any more, but the MQTT client of a failure. */
	private get over(): boolean {
		return !this.#socket || !!this.#failed;
	}
	private receive(count: number): void {
		const read = this.#socket!.read(count);
		if (!read)
			return;
		const bytes = read instanceof Uint8Array ? read : new Uint8Array(read), sieve = this.#sieve;
		for (let start = 0, end = 0; start < bytes.length && !this.over; start = end) {
			end = sieve.next(bytes, start);
			if (!sieve.passes)
				continue;
			this.#input = start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end);
			this.#position = 0;
			// the client reads all of it, or fails
			this.#tellReadable(end - start);
			this.#input = undefined;
		}
	}
	private threw(error: unknown): void {
		this.fail({ failure: "exception", message: `the MQTT client threw "${error}"`, lasting: false });
	}
	private fail(failure: TransportFailure): void {
		if (this.over)
			return;
		this.#failed = this.#clock.set(() => {
			this.close();
			this.#owner.onFailure(failure);
			this.#tellError();
		}, 0);
	}
	/** The buffer, with room for a packet of `whole` bytes, and at least the first `least` of them. */
	private reserve(whole: number, least: number): Uint8Array {
		const size = Math.min(PACKET, (Math.max(whole, least) + STEP - 1) & -STEP), output = this.#output;
		if (output && output.length >= size)
			return output;
		const larger = new Uint8Array(size);
		if (output)
			larger.set(output.subarray(0, this.#length));
		return this.#output = larger;
	}
	/** The broker's first packet is CONNACK: 0x20 0x02 flags code ([MQTT-3.2.0-1]). */
	private greet(byte: number): void {
		this.#greeted++;
		if ((this.#greeted === 1 && byte !== 0x20) || (this.#greeted === 2 && byte !== 2))
			this.#greeted = 4;
		else if (this.#greeted === 4)
			this.#owner.onGreeting(byte);
	}
}
