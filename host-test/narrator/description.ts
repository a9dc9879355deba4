import { readableText } from "../../modules/trust/readable-text";

/** One line about a message, with the lines that belong to it. */
export interface Entry {
	readonly text: string;
	readonly entries?: readonly Entry[];
}

/** One message of a record: a handshake message, ChangeCipherSpec, an alert, an MQTT packet. */
export interface Message {
	/** As the RFCs call it: "ServerHello", "CONNACK". */
	readonly name: string;
	/** Bytes, its own header included; undefined where only a part of it is there. */
	readonly length: number | undefined;
	/** What is worth saying on the same line. */
	readonly remark?: string;
	readonly entries: readonly Entry[];
}

const UTF8_STRING = 0x0c;

/** "7f 0a …" without the spaces; at most `limit` bytes, an ellipsis for the rest. */
export function hexadecimal(bytes: Uint8Array, limit = 32): string {
	return Buffer.from(bytes.subarray(0, limit)).toString("hex") + (bytes.length > limit ? "…" : "");
}

/** "0xc02b". */
export function numberText(value: number, size = 2): string {
	return `0x${value.toString(16).padStart(size * 2, "0")}`;
}

export function bytesText(count: number): string {
	return count === 1 ? "1 byte" : `${count} bytes`;
}

/** Text from outside, fit for a terminal. */
export function outsideText(bytes: Uint8Array, limit = 64): string {
	return readableText(UTF8_STRING, bytes, 0, bytes.length, limit);
}
