import { parser } from "mqtt-packet";
import type { Packet } from "mqtt-packet";
import type { ClientSocket, MQTTClientOptions, ReadableOptions } from "./mqtt-client-options";
import { byteView, connectPacket, controlMessage, controlPacket, Operation, publishHead } from "./mqtt-packets";
import type { ConnectOptions, ControlMessage, WriteOptions } from "./mqtt-packets";
import type { Bytes } from "./stream-socket";
import Time from "./time";
import Timer from "./timer";

type TimerHandle = ReturnType<typeof Timer.set>;

interface Queued extends WriteOptions {
	readonly byteLength: number;
	readonly keepAlive?: boolean;
}

/** The client keeps so many bytes for itself of what it says may be written. */
const OVERHEAD = 8;
/** A message longer than this is read in parts. The SDK's parts are whatever the socket holds. */
const PART = 1024;
const CONNECTING_LIMIT = 30_000;

/**
 * Stands in for `embedded:network/mqtt/client` with the SDK's behaviour (8.2.3, examples/io/tcp/mqttclient),
 * faults included; each is marked FAULT. Bytes are made and read by mqtt-packet. What differs: packets leave in
 * one `write` each, and the payload of a received message is taken from the socket at once.
 */
export default class MQTTClient {
	static readonly CONNECT = Operation.CONNECT;
	static readonly CONNACK = Operation.CONNACK;
	static readonly PUBLISH = Operation.PUBLISH;
	static readonly PUBACK = Operation.PUBACK;
	static readonly PUBREC = Operation.PUBREC;
	static readonly PUBREL = Operation.PUBREL;
	static readonly PUBCOMP = Operation.PUBCOMP;
	static readonly SUBSCRIBE = Operation.SUBSCRIBE;
	static readonly SUBACK = Operation.SUBACK;
	static readonly UNSUBSCRIBE = Operation.UNSUBSCRIBE;
	static readonly UNSUBACK = Operation.UNSUBACK;
	static readonly PINGREQ = Operation.PINGREQ;
	static readonly PINGRESP = Operation.PINGRESP;
	static readonly DISCONNECT = Operation.DISCONNECT;

	target?: unknown;
	#options: MQTTClientOptions | undefined;
	#state: "resolving" | "connecting" | "login" | "connected" | "publishing" | "closed" = "resolving";
	#socket: ClientSocket | undefined;
	#writable = 0;
	#id = 1;
	/** Bytes of a PUBLISH that `write` still waits for. */
	#remaining = 0;
	#parser = parser({ protocolVersion: 4 });
	#packets: (Packet | undefined)[] = [];
	#payload: Buffer = Buffer.alloc(0);
	#rest: Buffer = Buffer.alloc(0);
	#dispatching = false;
	#stuck = false;
	#pending: Queued[] = [];
	#keepAlive: { timer: TimerHandle; interval: number; read: number; write: number } | undefined;
	#connecting: TimerHandle | undefined;
	#flushing: TimerHandle | undefined;
	#reading: TimerHandle | undefined;

	constructor(options: MQTTClientOptions) {
		this.format = options.format ?? "buffer";
		if (options.target !== undefined)
			this.target = options.target;
		if (!options.host)
			throw new Error("host required");
		this.#options = { ...options };
		this.#parser.on("packet", packet => this.#packets.push(packet));
		this.#parser.on("error", () => this.#packets.push(undefined));
		const dns = new options.dns.io(options.dns);
		dns.resolve({
			host: options.host,
			onResolved: (host, address) => {
				try {
					this.#state = "connecting";
					this.#socket = new options.socket.io({
						...options.socket,
						address,
						host,
						// FAULT: after close() there are no options: TypeError, and a second one from #onError in the
						// catch clause, which ends in whoever called the resolver's callback
						port: this.#options!.port ?? 1883,
						onReadable: (count: number) => this.#onReadable(count),
						onWritable: (count: number) => this.#onWritable(count),
						onError: (error?: unknown) => this.#onError(error),
					});
					this.#connecting = Timer.set(() => {
						this.#connecting = undefined;
						this.#onError();
					}, CONNECTING_LIMIT);
				}
				catch {
					this.#onError();
				}
			},
			onError: () => this.#onError(),
		});
	}
	/** Idempotent. FAULT: sends no DISCONNECT, and does not end what the resolver does. */
	close(): void {
		Timer.clear(this.#flushing);
		Timer.clear(this.#reading);
		Timer.clear(this.#keepAlive?.timer);
		Timer.clear(this.#connecting);
		this.#flushing = this.#reading = this.#keepAlive = this.#connecting = undefined;
		this.#state = "closed";
		this.#socket?.close();
		this.#socket = undefined;
		this.#writable = 0;
		this.#packets = [];
		this.#payload = this.#rest = Buffer.alloc(0);
		this.#options = undefined;
	}
	get format(): "buffer" {
		return "buffer";
	}
	set format(format: "buffer") {
		if (format !== "buffer")
			throw new RangeError();
	}
	/**
	 * Sends PUBLISH, the next part of its payload (without options), or another packet (`options.operation`).
	 * @returns bytes that may be written now
	 * @throws "overflow" if there is no room; nothing was sent then
	 */
	write(data: Bytes | null, options?: WriteOptions): number {
		// FAULT: TypeError before the socket exists and after close()
		const socket = this.#socket!;
		socket.format = "buffer";
		if (this.#state !== "connected")
			return this.#writePart(socket, data!, options);

		// FAULT: counted on for ever, and sent modulo 65,536: one in 65,536 has the forbidden identifier 0
		const id = options!.id ?? ++this.#id;
		const operation = options!.operation ?? Operation.PUBLISH;
		if (operation === Operation.PUBLISH) {
			const byteLength = options!.byteLength ?? data!.byteLength;
			if (data!.byteLength > byteLength)
				throw new Error("invalid");
			this.#send(socket, Buffer.concat([publishHead(id, byteLength, options!), byteView(data!)]));
			if (data!.byteLength < byteLength) {
				this.#state = "publishing";
				this.#remaining = byteLength - data!.byteLength;
			}
		}
		else {
			if (operation === Operation.PINGREQ && this.#keepAlive)
				this.#keepAlive.write = Time.ticks;
			this.#send(socket, controlPacket(operation, id, options!));
		}
		return this.#room;
	}
	/** The rest of the part that `onReadable` told of, `count` bytes, or as many as the buffer holds. */
	read(count: number | Bytes = this.#payload.length): ArrayBuffer | number | undefined {
		const wanted = Math.min(typeof count === "number" ? count : count.byteLength, this.#payload.length);
		if (!wanted)
			return undefined;
		const bytes = this.#payload.subarray(0, wanted);
		this.#payload = this.#payload.subarray(wanted);
		if (!this.#payload.length && !this.#dispatching) {
			this.#reading ??= Timer.set(() => {
				this.#reading = undefined;
				this.#dispatch();
			});
		}
		if (typeof count === "number")
			return Uint8Array.from(bytes).buffer;
		byteView(count).set(bytes);
		return wanted;
	}
	get #room(): number {
		return this.#writable > OVERHEAD ? this.#writable - OVERHEAD : 0;
	}
	#send(socket: ClientSocket, packet: Uint8Array): void {
		if (packet.byteLength > this.#writable)
			throw new Error("overflow");
		this.#writable = socket.write(packet) ?? 0;
	}
	#writePart(socket: ClientSocket, data: Bytes, options: WriteOptions | undefined): number {
		if (this.#state !== "publishing" || options || data.byteLength > this.#remaining)
			throw new Error();
		this.#writable = socket.write(byteView(data)) ?? 0;
		this.#remaining -= data.byteLength;
		if (!this.#remaining)
			this.#state = "connected";
		return this.#room;
	}
	#onReadable(count: number): void {
		const socket = this.#socket!, bytes = Buffer.alloc(count);
		socket.format = "number";
		for (let position = 0; position < count; position++)
			bytes[position] = socket.read() as number;
		this.#parser.parse(bytes);
		this.#dispatch();
	}
	#dispatch(): void {
		this.#dispatching = true;
		try {
			while (this.#socket && !this.#payload.length && !this.#stuck) {
				if (this.#rest.length)
					this.#deliver({ more: false });
				else if (this.#packets.length)
					this.#received(this.#packets.shift());
				else
					break;
			}
		}
		finally {
			this.#dispatching = false;
		}
	}
	#received(packet: Packet | undefined): void {
		if (packet?.cmd === "publish") {
			// FAULT: a message without payload is not delivered, and nothing that follows is ever parsed
			this.#stuck = !packet.payload.length;
			if (this.#stuck)
				return;
			this.#rest = packet.payload as Buffer;
			if (packet.qos)
				this.#queue({ operation: packet.qos === 1 ? Operation.PUBACK : Operation.PUBREC, id: packet.messageId!, byteLength: 4 });
			this.#deliver({ topic: packet.topic, byteLength: this.#rest.length, QoS: packet.qos, more: false });
			return;
		}
		const message = packet && controlMessage(packet);
		if (message)
			this.#parsed(message);
		else
			this.#onError("bad data");
	}
	#deliver(options: ReadableOptions): void {
		const socket = this.#socket!;
		this.#payload = this.#rest.subarray(0, PART);
		this.#rest = this.#rest.subarray(PART);
		options.more = this.#rest.length > 0;
		this.#options!.onReadable?.call(this, this.#payload.length, options);
		// FAULT: the socket is used after the callback, so close() in onReadable ends in an exception
		socket.format = "number";
	}
	#parsed(message: ControlMessage): void {
		const { operation } = message;
		if (operation === Operation.PINGRESP && this.#keepAlive)
			this.#keepAlive.read = Time.ticks;
		if (operation === Operation.CONNACK) {
			// FAULT: nobody learns the return code
			if (message.returnCode) {
				this.#onError("connection rejected");
				return;
			}
			this.#state = "connected";
		}
		else if (operation === Operation.PUBREC || operation === Operation.PUBREL)
			this.#queue({ operation: operation === Operation.PUBREC ? Operation.PUBREL : Operation.PUBCOMP, id: message.id!, byteLength: 4 });
		this.#options!.onControl?.call(this, message);
		if (operation === Operation.CONNACK && this.#writable > OVERHEAD)
			this.#options!.onWritable?.call(this, this.#room);
	}
	#onWritable(count: number): void {
		this.#writable = count;
		if (this.#state === "connecting") {
			this.#login();
			return;
		}
		if (this.#state !== "connected" && this.#state !== "publishing")
			return;
		while (this.#state === "connected" && this.#pending.length) {
			if (this.#writable < this.#pending[0]!.byteLength)
				return;
			this.write(null, this.#pending.shift());
		}
		if (this.#writable > OVERHEAD)
			this.#options!.onWritable?.call(this, this.#room);
	}
	#login(): void {
		const options = this.#options!, socket = this.#socket!;
		Timer.clear(this.#connecting);
		this.#connecting = undefined;
		const seconds = Math.ceil((options.keepAlive ?? options.keepalive ?? 0) / 1000);
		const { id = "", clean = true, user, password, will } = options;
		const connect: ConnectOptions = { id, clean, keepAlive: seconds, user: user || undefined, password: password || undefined, will };
		this.#writable = socket.write(connectPacket(connect)) ?? 0;
		if (seconds) {
			const timer = Timer.repeat(() => this.#checkKeepAlive(), seconds * 250);
			this.#keepAlive = { timer, interval: seconds * 1000, read: Time.ticks, write: Time.ticks };
		}
		// FAULT: without keep-alive nothing limits the wait for CONNACK
		this.#state = "login";
	}
	#checkKeepAlive(): void {
		const { interval, read, write } = this.#keepAlive!, now = Time.ticks;
		if (Time.delta(read, now) >= interval + (interval >> 1)) {
			this.#onError("time out");
			return;
		}
		if (Time.delta(write, now) < (interval >> 2) * 3 - 500)
			return;
		if (this.#pending.some(queued => queued.keepAlive))
			this.#onError("time out");
		else
			this.#queue({ operation: Operation.PINGREQ, byteLength: 2, keepAlive: true });
	}
	#queue(packet: Queued): void {
		this.#pending.push(packet);
		this.#flushing ??= Timer.set(() => {
			this.#flushing = undefined;
			this.#onWritable(this.#writable);
		});
	}
	#onError(message?: unknown): void {
		(globalThis as { trace?: (...text: unknown[]) => void }).trace?.("mqttClient error: ", message ?? "unknown", "\n");
		// FAULT: no argument; and a second error has no options any more: TypeError
		this.#options!.onError?.call(this);
		this.close();
	}
}
