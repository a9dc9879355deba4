import { parseAddress } from "../../modules/text/internet-address";

/** One end of a TCP connection. */
export interface Endpoint {
	/** IPv4 or IPv6. */
	readonly address: string;
	readonly port: number;
}

export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const PSH = 8;
export const ACK = 16;

export interface TcpPacketOptions {
	readonly source: Endpoint;
	readonly destination: Endpoint;
	readonly sequence: number;
	readonly acknowledgement: number;
	readonly flags: number;
	readonly payload: Uint8Array;
}

const TCP = 6;
const TCP_HEADER = 20;
const LIFETIME = 64;
const DO_NOT_FRAGMENT = 0x4000;
const WINDOW = 0xffff;

/** An IPv4 (RFC 791) or IPv6 (RFC 8200) packet with one TCP segment (RFC 9293), checksums included. */
export function tcpPacket({ acknowledgement, destination, flags, payload, sequence, source }: TcpPacketOptions): Buffer {
	const from = addressBytes(source.address), to = addressBytes(destination.address);
	const segment = Buffer.alloc(TCP_HEADER + payload.length);
	segment.writeUInt16BE(source.port, 0);
	segment.writeUInt16BE(destination.port, 2);
	segment.writeUInt32BE(sequence, 4);
	segment.writeUInt32BE(acknowledgement, 8);
	segment.writeUInt8(TCP_HEADER / 4 << 4, 12);
	segment.writeUInt8(flags, 13);
	segment.writeUInt16BE(WINDOW, 14);
	segment.set(payload, TCP_HEADER);
	const pseudo = Buffer.alloc(4);
	pseudo.writeUInt16BE(segment.length, 0);
	pseudo.writeUInt16BE(TCP, 2);
	segment.writeUInt16BE(checksum(Buffer.concat([from, to, pseudo, segment])), 16);
	return Buffer.concat([from.length === 4 ? header4(from, to, segment.length) : header6(from, to, segment.length), segment]);
}

function header4(from: Uint8Array, to: Uint8Array, length: number): Buffer {
	const header = Buffer.alloc(20);
	header.writeUInt8(0x45, 0);
	header.writeUInt16BE(header.length + length, 2);
	header.writeUInt16BE(DO_NOT_FRAGMENT, 6);
	header.writeUInt8(LIFETIME, 8);
	header.writeUInt8(TCP, 9);
	header.set(from, 12);
	header.set(to, 16);
	header.writeUInt16BE(checksum(header), 10);
	return header;
}

function header6(from: Uint8Array, to: Uint8Array, length: number): Buffer {
	const header = Buffer.alloc(40);
	header.writeUInt8(0x60, 0);
	header.writeUInt16BE(length, 4);
	header.writeUInt8(TCP, 6);
	header.writeUInt8(LIFETIME, 7);
	header.set(from, 8);
	header.set(to, 24);
	return header;
}

/** RFC 1071. */
function checksum(bytes: Uint8Array): number {
	let sum = 0;
	for (let i = 0; i < bytes.length; i += 2)
		sum += bytes[i]! << 8 | (bytes[i + 1] ?? 0);
	while (sum > 0xffff)
		sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
	return ~sum & 0xffff;
}

function addressBytes(address: string): Uint8Array {
	const bytes = parseAddress(address.replace(/%.*/, ""));
	if (!bytes)
		throw new Error(`${address} is no address`);
	return bytes;
}
