import { generate } from "mqtt-packet";
import type { IConnectPacket, Packet } from "mqtt-packet";
import type { Bytes } from "./stream-socket";

/** MQTT control packet types, as the SDK's client numbers them. */
export const Operation = Object.freeze({
	CONNECT: 1,
	CONNACK: 2,
	PUBLISH: 3,
	PUBACK: 4,
	PUBREC: 5,
	PUBREL: 6,
	PUBCOMP: 7,
	SUBSCRIBE: 8,
	SUBACK: 9,
	UNSUBSCRIBE: 10,
	UNSUBACK: 11,
	PINGREQ: 12,
	PINGRESP: 13,
	DISCONNECT: 14,
} as const);

export interface Will {
	readonly topic?: string;
	readonly message?: string | ArrayBuffer;
	readonly QoS?: number;
	readonly retain?: boolean;
}

export interface ConnectOptions {
	readonly id: string;
	readonly clean: boolean;
	/** Seconds. */
	readonly keepAlive: number;
	readonly user?: string | undefined;
	readonly password?: string | ArrayBuffer | undefined;
	readonly will?: Will | undefined;
}

export interface WriteOptions {
	readonly operation?: number;
	/** Packet identifier. The SDK takes any number and sends its low 16 bits, 0 too. */
	readonly id?: number;
	readonly topic?: string;
	readonly QoS?: number;
	readonly retain?: boolean;
	readonly duplicate?: boolean;
	/** Of the whole payload, where it is written in parts. */
	readonly byteLength?: number;
	readonly items?: readonly { readonly topic: string; readonly QoS?: number }[];
}

/** What `onControl` gets: the SDK's parser state, without what it deletes from it. */
export interface ControlMessage {
	operation: number;
	/** Of all but CONNACK and PINGRESP. */
	id?: number;
	/** CONNACK; always 0, for another ends the connection. */
	returnCode?: number;
	/** SUBACK: the granted QoS of each topic, or 0x80. */
	payload?: number[];
}

export function connectPacket(options: ConnectOptions): Buffer {
	const { user, password, will } = options;
	const packet: IConnectPacket = {
		cmd: "connect",
		protocolId: "MQTT",
		protocolVersion: 4,
		clientId: options.id,
		clean: options.clean,
		keepalive: options.keepAlive,
	};
	if (user !== undefined)
		packet.username = user;
	if (password !== undefined)
		packet.password = buffer(password);
	if (will?.topic !== undefined && will.message !== undefined)
		packet.will = { topic: will.topic, payload: buffer(will.message), qos: qos(will.QoS), retain: will.retain ?? false };
	return generate(packet);
}

/** A PUBLISH without its payload of `byteLength` bytes. */
export function publishHead(id: number, byteLength: number, options: WriteOptions): Buffer {
	const level = qos(options.QoS);
	const packet = generate({
		cmd: "publish",
		topic: options.topic!,
		qos: level,
		retain: options.retain ?? false,
		dup: options.duplicate ?? false,
		messageId: 1,
		payload: Buffer.alloc(byteLength),
	});
	const head = packet.subarray(0, packet.length - byteLength);
	// set here, for mqtt-packet refuses the identifier 0, which the SDK does not
	if (level)
		head.writeUInt16BE(id & 0xFFFF, head.length - 2);
	return head;
}

/** Any other packet that a client sends after CONNECT. */
export function controlPacket(operation: number, id: number, options: WriteOptions): Buffer {
	const packet = generate(control(operation, options));
	if (packet.length > 2) {
		let at = 1;
		while (packet[at++]! & 0x80)
			;
		packet.writeUInt16BE(id & 0xFFFF, at);
	}
	return packet;
}

function control(operation: number, { items = [] }: WriteOptions): Packet {
	const messageId = 1;
	switch (operation) {
		case Operation.SUBSCRIBE:
			return { cmd: "subscribe", messageId, subscriptions: items.map(({ topic, QoS }) => ({ topic, qos: qos(QoS) })) };
		case Operation.UNSUBSCRIBE:
			return { cmd: "unsubscribe", messageId, unsubscriptions: items.map(item => item.topic) };
		case Operation.PUBACK:
			return { cmd: "puback", messageId };
		case Operation.PUBREC:
			return { cmd: "pubrec", messageId };
		case Operation.PUBREL:
			return { cmd: "pubrel", messageId };
		case Operation.PUBCOMP:
			return { cmd: "pubcomp", messageId };
		case Operation.PINGREQ:
			return { cmd: "pingreq" };
		case Operation.DISCONNECT:
			return { cmd: "disconnect" };
		default:
			throw new Error("unknown");
	}
}

/** The message for `onControl`, or undefined for a packet that the SDK's parser does not know. */
export function controlMessage(packet: Packet): ControlMessage | undefined {
	const id = packet.messageId!;
	switch (packet.cmd) {
		case "connack":
			return { operation: Operation.CONNACK, returnCode: packet.returnCode! };
		case "puback":
			return { operation: Operation.PUBACK, id };
		case "pubrec":
			return { operation: Operation.PUBREC, id };
		case "pubrel":
			return { operation: Operation.PUBREL, id };
		case "pubcomp":
			return { operation: Operation.PUBCOMP, id };
		case "suback":
			return { operation: Operation.SUBACK, id, payload: packet.granted as number[] };
		case "unsuback":
			return { operation: Operation.UNSUBACK, id };
		case "pingreq":
			return { operation: Operation.PINGREQ };
		case "pingresp":
			return { operation: Operation.PINGRESP };
		case "disconnect":
			return { operation: Operation.DISCONNECT };
		default:
			return undefined;
	}
}

export function byteView(bytes: Bytes): Uint8Array {
	return ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes);
}

function buffer(value: string | ArrayBuffer): Buffer {
	return typeof value === "string" ? Buffer.from(value) : Buffer.from(new Uint8Array(value));
}

function qos(level: number | undefined): 0 | 1 | 2 {
	return ((level ?? 0) & 3) as 0 | 1 | 2;
}
