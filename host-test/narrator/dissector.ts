import { describeAlert } from "../../modules/trust/alert-names";
import { ALERT, APPLICATION_DATA, CHANGE_CIPHER_SPEC, HANDSHAKE, RECORD_HEADER } from "../../modules/trust/tls-numbers";
import { hexadecimal, outsideText, type Message } from "./description";
import { describeHandshake, type Direction, type Facts } from "./message-description";
import { MqttDescriber } from "./mqtt-description";
import { RecordStream, type RecordPiece } from "./record-stream";
import { messageName } from "./registered-names";
import { SEALING, TrafficKeys } from "./traffic-keys";

/** A record and what is in it. */
export interface Dissection extends RecordPiece {
	readonly direction: Direction;
	/** Content type in words. */
	readonly type: string;
	/** "clear"; "opened": it came sealed and could be opened; "sealed": it could not. */
	readonly cover: "clear" | "opened" | "sealed";
	readonly messages: readonly Message[];
}

/** A handshake message that claims to be longer is not waited for; in bytes. */
const LONGEST_MESSAGE = 131_072;

const TYPES: Readonly<Record<number, string>> = Object.freeze({
	[CHANGE_CIPHER_SPEC]: "ChangeCipherSpec", [ALERT]: "Alert", [HANDSHAKE]: "Handshake", [APPLICATION_DATA]: "Application data", 24: "Heartbeat",
});

class Side {
	readonly stream = new RecordStream();
	readonly mqtt = new MqttDescriber();
	/** Handshake messages that aren't whole yet. */
	handshake: Uint8Array = new Uint8Array(0);
	/** Records since ChangeCipherSpec; -1 before. */
	sequence = -1;
}

/** Reads both directions of one TLS 1.2 connection as they cross the wire. Throws nothing, whatever the bytes are. */
export class Dissector {
	readonly facts: Facts;
	/** Description of the last alert that the broker sent. */
	alert: number | undefined;
	#sides: Readonly<Record<Direction, Side>> = { sent: new Side(), received: new Side() };
	#secret: Uint8Array | undefined;
	#keys: TrafficKeys | undefined;

	/** @param now milliseconds since 1970 */
	constructor(now: number) {
		this.facts = { now };
	}
	/** Takes the secret from a line of a key log (NSS format): "CLIENT_RANDOM …". */
	learn(line: string): void {
		const secret = /^CLIENT_RANDOM [0-9a-f]{64} ([0-9a-f]{96})\s*$/i.exec(line)?.[1];
		if (secret)
			this.#secret = Buffer.from(secret, "hex");
	}
	/** What came of a record that isn't whole yet. */
	pending(direction: Direction): Uint8Array {
		return this.#sides[direction].stream.pending;
	}
	/** True once a side has changed to encryption. */
	sealed(direction: Direction): boolean {
		return this.#sides[direction].sequence >= 0;
	}
	/** One record at a time, so that `facts` and `alert` are at each what they are by then. To be read to its end. */
	*push(direction: Direction, bytes: Uint8Array): Generator<Dissection, void> {
		for (const piece of this.#sides[direction].stream.push(bytes)) {
			if (piece.kind === "record")
				yield this.#dissect(direction, piece);
			else
				yield { ...piece, direction, type: "no TLS", cover: "clear", messages: [noTLS(piece.bytes)] };
		}
	}
	#dissect(direction: Direction, piece: RecordPiece): Dissection {
		const side = this.#sides[direction], { bytes } = piece, type = bytes[0]!;
		let cover: Dissection["cover"] = "clear", body: Uint8Array | undefined = bytes.subarray(RECORD_HEADER);
		if (side.sequence >= 0) {
			body = this.#open(direction, side.sequence++, bytes);
			cover = body ? "opened" : "sealed";
		}
		const messages: Message[] = body ? this.#content(type, body, direction) : [{
			name: `encrypted ${TYPES[type]!.toLowerCase()}`, length: Math.max(0, bytes.length - RECORD_HEADER - SEALING), entries: [],
		}];
		return { ...piece, direction, type: TYPES[type]!, cover, messages };
	}
	#open(direction: Direction, sequence: number, record: Uint8Array): Uint8Array | undefined {
		const { clientRandom, serverRandom } = this.facts;
		if (!this.#keys && this.#secret && clientRandom && serverRandom)
			this.#keys = new TrafficKeys(this.#secret, clientRandom, serverRandom);
		return this.#keys?.open(direction, sequence, record);
	}
	#content(type: number, body: Uint8Array, direction: Direction): Message[] {
		const side = this.#sides[direction];
		switch (type) {
			case CHANGE_CIPHER_SPEC:
				if (side.sequence < 0)
					side.sequence = 0;
				return [{
					name: "ChangeCipherSpec", length: body.length, entries: [],
					remark: body.length === 1 && body[0] === 1 ? "what follows is encrypted" : `malformed: ${hexadecimal(body)}`,
				}];
			case ALERT:
				return [this.#alert(body, direction)];
			case HANDSHAKE:
				return this.#handshake(side, body, direction);
			case APPLICATION_DATA:
				return side.mqtt.push(body);
			default:
				return [{ name: TYPES[type]!, length: body.length, entries: [] }];
		}
	}
	#alert(body: Uint8Array, direction: Direction): Message {
		if (body.length !== 2)
			return { name: "Alert", length: body.length, remark: `malformed: ${hexadecimal(body)}`, entries: [] };
		const [level, description] = body as unknown as [number, number];
		if (direction === "received")
			this.alert = description;
		const weight = level === 1 ? "warning" : level === 2 ? "fatal" : `level ${level}`;
		// the meanings are for what a broker says to the gateway
		const text = describeAlert(description);
		return { name: "Alert", length: 2, remark: `${weight}, ${direction === "received" ? text : text.replace(/:.*/, "")}`, entries: [] };
	}
	#handshake(side: Side, body: Uint8Array, direction: Direction): Message[] {
		const messages: Message[] = [];
		let rest = side.handshake.length ? Buffer.concat([side.handshake, body]) : body;
		while (rest.length >= 4) {
			const type = rest[0]!, length = 4 + (rest[1]! << 16 | rest[2]! << 8 | rest[3]!);
			if (length > LONGEST_MESSAGE) {
				messages.push({ name: messageName(type), length: undefined, remark: `claims to have ${length} bytes, which is not waited for`, entries: [] });
				rest = rest.subarray(rest.length);
			}
			if (length > rest.length)
				break;
			messages.push({ name: messageName(type), length, entries: describeHandshake(type, rest.subarray(4, length), direction, this.facts) });
			rest = rest.subarray(length);
		}
		if (rest.length || !body.length) {
			const claimed = rest.length < 4 ? "" : ` of ${4 + (rest[1]! << 16 | rest[2]! << 8 | rest[3]!)}`;
			const name = rest.length ? messageName(rest[0]!) : "nothing";
			messages.push({ name: `a part of ${name}`, length: undefined, remark: `${rest.length}${claimed} bytes so far`, entries: [] });
		}
		side.handshake = rest;
		return messages;
	}
}

function noTLS(bytes: Uint8Array): Message {
	return { name: "no TLS", length: bytes.length, remark: outsideText(bytes), entries: [] };
}
