import TCP from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import type { LinkFailure, SecureSession } from "../broker/broker-link";
import { MessageSieve, type MessageSink } from "../broker/message-sieve";
import type { Alarm, Clock } from "../text/clock";

/** Largest packet that the MQTT client writes in pieces: our PUBLISH, or CONNECT. */
const PACKET = 1_536;
/** By so many bytes the buffer for packets grows; a power of two. */
const STEP = 64;
/** Bytes of packets that wait for each other, unless one alone is longer; the next goes when there is room again. */
const TOGETHER = 512;

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
 * packet, and of the packets that come of one turn of the socket one write, which TLS seals at once; reads CONNACK along; keeps messages from the client; and stands between: what the sockets or the client throw ends here as one failure,
 * reported once, from a timer, because the client's error path bears neither a second call nor one from inside a
 * write.
 */
export class Transport {
	format: "number" | "buffer" = "buffer";
	private _clock: Clock;
	private _owner: TransportOwner;
	/** The MQTT client's. */
	private _tellReadable: TransportOptions["onReadable"];
	private _tellWritable: TransportOptions["onWritable"];
	private _tellError: TransportOptions["onError"];
	private _socket: Socket | undefined;
	private _failed: Alarm | undefined;
	private _open = false;
	private _greeted = 0;
	private _sieve: MessageSieve;
	/** What the client reads now, byte by byte. */
	private _input: Uint8Array | undefined;
	private _position = 0;
	/** Of the longest packet yet; there is none during the TLS handshake. */
	private _output: Uint8Array | undefined;
	private _length = 0;
	/** Of `_length`: whole packets, which go out at the end of the turn. */
	private _gathered = 0;
	/** A turn of the socket is going on. */
	private _gathering = false;
	private _writable = 0;

	constructor(options: TransportOptions) {
		this._clock = options.clock;
		const owner = this._owner = options.owner;
		this._sieve = new MessageSieve(owner);
		this._tellReadable = options.onReadable;
		this._tellWritable = options.onWritable;
		this._tellError = options.onError;
		owner.onTransport(this);
		const { address, host, port, secure } = options;
		const callbacks = { target: this, onReadable: secure ? Transport._onRecord : Transport._onReadable, onWritable: Transport._onWritable, onError: Transport._onError };
		if (secure)
			this._socket = new TLSSocket({
				address, host, port, TCP: { io: TCP }, secure, ...callbacks,
				onRead: Transport._onRead, onSecuring: Transport._onSecuring, onSecure: Transport._onSecure,
			} as unknown as ConstructorParameters<typeof TLSSocket>[0]) as unknown as Socket;
		else
			this._socket = new TCP({ address, port, nodelay: true, ...callbacks } as never) as unknown as Socket;
	}
	/** The next byte: the client asks for nothing else, as it gets no messages. */
	read(): number | undefined {
		const byte = this._input?.[this._position++];
		if (byte !== undefined && this._greeted < 4)
			this.greet(byte);
		return byte;
	}
	/** @returns how many bytes may be written now */
	write(bytes: Uint8Array | ArrayBuffer | null, options?: { more?: boolean; byteLength?: number }): number {
		const more = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes;
		if (more) {
			if (this._length + more.length > PACKET) {
				this.fail({ failure: "exception", message: `a packet of more than ${PACKET} bytes can't be sent`, lasting: false });
				return 0;
			}
			this.reserve(this._length + (options?.byteLength ?? 0), this._length + more.length).set(more, this._length);
			this._length += more.length;
		}
		if (options?.more)
			return Math.max(0, this._writable - this._length);
		if (!this._gathering)
			return this.flush();
		this._gathered = this._length;
		return Math.max(0, Math.min(this._writable, TOGETHER) - this._length);
	}
	/** Sends what waits. @returns how many bytes may be written now */
	private flush(): number {
		const length = this._length;
		this._length = this._gathered = 0;
		if (this._failed || !this._socket)
			return 0;
		try {
			const writable = this._socket.write(this._output!.subarray(0, length));
			if (writable !== undefined)
				return this._writable = writable;
			this.fail({ failure: "connection lost", message: "", lasting: false });
		}
		catch (error) {
			this.fail({ failure: "connection lost", message: `the socket refused to send ("${error}")`, lasting: false });
		}
		return this._writable = 0;
	}
	/** Idempotent; nothing is called afterwards. */
	close(): void {
		if (this._gathered > 0)
			this.flush();
		// of that, too, nothing is told
		this._clock.clear(this._failed);
		this._failed = undefined;
		const socket = this._socket;
		this._socket = this._input = undefined;
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
	private static _onReadable(this: Socket, count: number): void {
		Transport._onRecord.call(this, count);
		this.target.endTurn();
	}
	/** The turn goes on, until `_onRead`. */
	private static _onRecord(this: Socket, count: number): void {
		const transport = this.target;
		if (transport.over)
			return;
		transport._gathering = true;
		try {
			transport.receive(count);
		}
		catch (error) {
			transport.threw(error);
		}
	}
	private static _onRead(this: Socket): void {
		this.target.endTurn();
	}
	private static _onWritable(this: Socket, count: number): void {
		const transport = this.target;
		transport._writable = count;
		if (transport.over)
			return;
		transport._gathering = true;
		try {
			if (!transport._open) {
				transport._open = true;
				transport._owner.onOpen();
			}
			transport._tellWritable(count);
		}
		catch (error) {
			transport.threw(error);
		}
		transport.endTurn();
	}
	private static _onError(this: Socket, error?: unknown): void {
		const reason = error as Partial<TransportFailure> | undefined;
		this.target.fail({
			failure: reason?.failure ?? "connection lost",
			reason: reason?.reason ?? "",
			message: reason?.message ?? "",
			lasting: reason?.lasting ?? false,
		});
	}
	private static _onSecuring(this: Socket): void {
		const transport = this.target;
		if (transport.over)
			return;
		try {
			transport._owner.onSecuring();
		}
		catch (error) {
			transport.threw(error);
		}
	}
	private static _onSecure(this: Socket, session: SecureSession): void {
		const transport = this.target;
		if (transport.over)
			return;
		try {
			transport._owner.onSecure(session);
		}
		catch (error) {
			transport.threw(error);
		}
	}
	private endTurn(): void {
		this._gathering = false;
		if (this._gathered > 0)
			this.flush();
	}
	/** Nothing is to be called any more, but the MQTT client of a failure. */
	private get over(): boolean {
		return !this._socket || !!this._failed;
	}
	private receive(count: number): void {
		const read = this._socket!.read(count);
		if (!read)
			return;
		const bytes = read instanceof Uint8Array ? read : new Uint8Array(read), sieve = this._sieve;
		for (let start = 0, end = 0; start < bytes.length && !this.over; start = end) {
			end = sieve.next(bytes, start);
			if (!sieve.passes)
				continue;
			this._input = start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end);
			this._position = 0;
			// the client reads all of it, or fails
			this._tellReadable(end - start);
			this._input = undefined;
		}
	}
	private threw(error: unknown): void {
		this.fail({ failure: "exception", message: `the MQTT client threw "${error}"`, lasting: false });
	}
	private fail(failure: TransportFailure): void {
		if (this.over)
			return;
		this._failed = this._clock.set(() => {
			this.close();
			this._owner.onFailure(failure);
			this._tellError();
		}, 0);
	}
	/** The buffer, with room for a packet of `whole` bytes, and at least the first `least` of them. */
	private reserve(whole: number, least: number): Uint8Array {
		const size = Math.min(PACKET, (Math.max(whole, least) + STEP - 1) & -STEP), output = this._output;
		if (output && output.length >= size)
			return output;
		const larger = new Uint8Array(size);
		if (output)
			larger.set(output.subarray(0, this._length));
		return this._output = larger;
	}
	/** The broker's first packet is CONNACK: 0x20 0x02 flags code ([MQTT-3.2.0-1]). */
	private greet(byte: number): void {
		this._greeted++;
		if ((this._greeted === 1 && byte !== 0x20) || (this._greeted === 2 && byte !== 2))
			this._greeted = 4;
		else if (this._greeted === 4)
			this._owner.onGreeting(byte);
	}
}
