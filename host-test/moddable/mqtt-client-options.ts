import type MQTTClient from "./mqtt-client";
import type { ControlMessage, Will } from "./mqtt-packets";
import type { Bytes } from "./stream-socket";

/** What the client needs of `socket.io`. */
export interface ClientSocket {
	format: "buffer" | "number";
	read(count?: number | Bytes): ArrayBuffer | number | undefined;
	write(data: Uint8Array): number | undefined;
	close(): void;
}

/** What it needs of `dns.io`. */
export interface Resolver {
	resolve(request: { host: string; onResolved(host: string, address: string): void; onError(): void }): void;
}

export interface ReadableOptions {
	/** With the first part of a message only, as `byteLength` and `QoS`. */
	topic?: string;
	byteLength?: number;
	QoS?: number;
	/** True if this is not the last part. */
	more: boolean;
}

export interface MQTTClientOptions {
	readonly host: string;
	readonly port?: number;
	readonly id?: string;
	readonly clean?: boolean;
	/** Milliseconds; 0 for none. */
	readonly keepAlive?: number;
	readonly keepalive?: number;
	readonly user?: string;
	readonly password?: string | ArrayBuffer;
	readonly will?: Will;
	readonly format?: "buffer";
	readonly target?: unknown;
	readonly onReadable?: (this: MQTTClient, count: number, options: ReadableOptions) => void;
	readonly onWritable?: (this: MQTTClient, count: number) => void;
	/** The typings of the SDK promise an operation before the message; there is none. */
	readonly onControl?: (this: MQTTClient, message: ControlMessage) => void;
	/** Never called. */
	readonly onClose?: (this: MQTTClient) => void;
	readonly onError?: (this: MQTTClient) => void;
	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the class takes, as with the SDK
	readonly dns: { readonly io: new (options: any) => Resolver };
	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- likewise
	readonly socket: { readonly io: new (options: any) => ClientSocket };
}
