import type { Direction } from "./message-description";
import { ACK, FIN, PSH, RST, SYN, tcpPacket, type Endpoint } from "./tcp-packet";

/** Of a packet, in bytes: what Ethernet carries. */
const LARGEST_SEGMENT = 1_440;
/** LINKTYPE_RAW: packets begin with an IPv4 or IPv6 header. */
const RAW = 101;
const SNAPSHOT = 65_535;
/** Any will do; Wireshark counts from them. */
const FIRST_SEQUENCE: Readonly<Record<Direction, number>> = Object.freeze({ sent: 0x1000_0000, received: 0x2000_0000 });
const OPPOSITE: Readonly<Record<Direction, Direction>> = Object.freeze({ sent: "received", received: "sent" });
const NOTHING = new Uint8Array(0);

/**
 * A capture of one TCP connection in the classic pcap format (draft-ietf-opsawg-pcap), which tshark and Wireshark
 * open. Payloads and times are real; the IP and TCP headers are made up around them, as if every segment had been
 * acknowledged at once. Times are milliseconds since 1970.
 */
export class Capture {
	#packets: Buffer[] = [];
	#ends: Readonly<Record<Direction, Endpoint>> | undefined;
	#next = { ...FIRST_SEQUENCE };
	#finished = { sent: false, received: false };

	/** TCP's three packets. `asked` and `answered`: when the connection was asked for, and when it stood. */
	open(client: Endpoint, broker: Endpoint, asked: number, answered: number): void {
		this.#ends = { sent: client, received: broker };
		this.#add("sent", SYN, NOTHING, asked, 0);
		this.#add("received", SYN | ACK, NOTHING, answered);
		this.#add("sent", ACK, NOTHING, answered);
	}
	data(direction: Direction, bytes: Uint8Array, time: number): void {
		for (let at = 0; at < bytes.length; at += LARGEST_SEGMENT) {
			this.#add(direction, PSH | ACK, bytes.subarray(at, at + LARGEST_SEGMENT), time);
			this.#add(OPPOSITE[direction], ACK, NOTHING, time);
		}
	}
	/** One side has nothing more to send. */
	end(direction: Direction, time: number): void {
		if (!this.#ends || this.#finished[direction])
			return;
		this.#finished[direction] = true;
		this.#add(direction, FIN | ACK, NOTHING, time);
		this.#add(OPPOSITE[direction], ACK, NOTHING, time);
	}
	/** One side breaks the connection. */
	reset(direction: Direction, time: number): void {
		if (this.#ends)
			this.#add(direction, RST | ACK, NOTHING, time);
	}
	/** The whole file. */
	file(): Buffer {
		const header = Buffer.alloc(24);
		header.writeUInt32LE(0xa1b2_c3d4, 0);
		header.writeUInt16LE(2, 4);
		header.writeUInt16LE(4, 6);
		header.writeUInt32LE(SNAPSHOT, 16);
		header.writeUInt32LE(RAW, 20);
		return Buffer.concat([header, ...this.#packets]);
	}
	#add(direction: Direction, flags: number, payload: Uint8Array, time: number, acknowledgement = this.#next[OPPOSITE[direction]]): void {
		const ends = this.#ends!;
		const packet = tcpPacket({
			source: ends[direction], destination: ends[OPPOSITE[direction]], sequence: this.#next[direction], acknowledgement, flags, payload,
		});
		// SYN and FIN count as a byte each
		this.#next[direction] = (this.#next[direction] + payload.length + (flags & (SYN | FIN) ? 1 : 0)) >>> 0;
		const header = Buffer.alloc(16), microseconds = Math.round(time * 1_000);
		header.writeUInt32LE(Math.floor(microseconds / 1_000_000), 0);
		header.writeUInt32LE(microseconds % 1_000_000, 4);
		header.writeUInt32LE(packet.length, 8);
		header.writeUInt32LE(packet.length, 12);
		this.#packets.push(header, packet);
	}
}
