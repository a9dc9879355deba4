import { ByteText } from "../text/byte-text";
import { readUTF8, utf8Size } from "../text/utf8";

/** Bytes of a message's topic and payload, at most; a longer one is skipped. */
export const MAXIMUM_TOPIC = 256, MAXIMUM_MESSAGE = 1_024;
/** Body of the longest PUBLISH that is kept: lengths, topic, packet identifier and payload. */
const MAXIMUM_BODY = 2 + MAXIMUM_TOPIC + 2 + MAXIMUM_MESSAGE;
const CONNACK = 2, PUBLISH = 3, PUBACK = 4, PUBREL = 6, SUBACK = 9, UNSUBACK = 11, PINGRESP = 13;
/** Types of the packets that are the client's after CONNACK, a bit each. */
const PASSING = 1 << SUBACK | 1 << UNSUBACK | 1 << PINGRESP;
/** "#" and "+", which no topic has ([MQTT-3.3.2-2]). */
const MULTI_LEVEL = 0x23, SINGLE_LEVEL = 0x2b;
/** Filters in one SUBSCRIBE, at most. */
export const MAXIMUM_FILTERS = 64;

/** Who gets the messages. */
export interface MessageSink {
	/**
	 * @param payload a view, good until this returns
	 * @param QoS 0 to 2
	 * @param id packet identifier; 0 with QoS 0
	 * @param repeated the broker says that it sent it before (DUP)
	 */
	onMessage(topic: string, payload: Uint8Array, retained: boolean, QoS: number, id: number, repeated: boolean): void;
	/** A message was skipped, as its topic or its payload is longer than the bounds; `length` bytes in all. */
	onSkipped(length: number, QoS: number, id: number): void;
	/** PUBACK. */
	onAcknowledged(id: number): void;
	/** PUBREL: a message of QoS 2 will not come again. */
	onReleased(id: number): void;
	/** This is not MQTT 3.1.1 ([MQTT-4.8.0-1]); nothing follows. */
	onMalformed(what: string): void;
}

/**
 * Takes the messages out of what a broker sends, before the SDK's MQTT client sees it. That client stalls for ever at
 * a message without payload (mqttclient.js, state 0x36), keeps the retained flag to itself, and would have each message
 * read before it goes on. It also lets the broker say how much memory it takes: for the codes of SUBACK, for an answer
 * to each PUBREC and PUBREL, and even before CONNACK for a topic. So PUBREL is taken out, too, and PUBACK, of which it
 * makes an object and sixty steps; of the others those pass
 * that a broker may send here, in their right length; and what is left is told as malformed. Bytes may come cut
 * anywhere. Where no message comes, nothing is allocated; a message costs a view, or where it comes in pieces a copy,
 * and a long one that is skipped nothing.
 */
export class MessageSieve {
	/** Whether the bytes up to where `next` came are for the client. */
	passes = true;
	private _sink: MessageSink;
	/** What comes next: the type of a packet, its remaining length, or its body; or it is not MQTT. */
	private _state: "type" | "length" | "body" | "malformed" = "type";
	/** The first packet is CONNACK ([MQTT-3.2.0-1]), and there is no other. */
	private _greeted = false;
	private _type = 0;
	private _flags = 0;
	/** Remaining length, as far as it is known, and the next part's shift. */
	private _length = 0;
	private _shift = 0;
	/** Bytes of the body that have come. */
	private _offset = 0;
	private _topicLength = 0;
	private _id = 0;
	/** Of a message that comes in pieces. */
	private _body: Uint8Array | undefined;

	constructor(sink: MessageSink) {
		this._sink = sink;
	}
	/**
	 * Goes from `start` to the end of what passes, or of what does not: `passes` tells which. All of it is to be called
	 * for, in order.
	 * @returns the position after it, at most `bytes.length`
	 */
	next(bytes: Uint8Array, start: number): number {
		const end = bytes.length;
		for (let at = start; at < end;) {
			switch (this._state) {
				case "type": {
					const type = bytes[at]! >> 4, flags = bytes[at]! & 0x0f, isMessage = type === PUBLISH || type === PUBREL || type === PUBACK && this._greeted;
					// [MQTT-2.2.2-2]
					const isFlagged = type !== PUBLISH && flags !== (type === PUBREL ? 2 : 0);
					const isPossible = !isFlagged && (this._greeted ? isMessage || (PASSING >> type & 1) === 1 : type === CONNACK);
					if (at > start && (isMessage || !isPossible)) {
						this.passes = true;
						return at;
					}
					if (!isPossible)
						return this.malformed(end, !this._greeted && type !== CONNACK ? "another packet before CONNACK" :
							`a packet of type ${type}${isFlagged ? ` with flags ${flags}` : ""}, which no broker sends here`);
					this.passes = !isMessage;
					this._type = type;
					this._flags = flags;
					at++;
					this._state = "length";
					this._length = this._shift = 0;
					break;
				}
				case "length": {
					const byte = bytes[at++]!;
					this._length |= (byte & 0x7f) << this._shift;
					this._shift += 7;
					if (byte & 0x80 && this._shift < 28)
						continue;
					this._state = "body";
					this._offset = this._topicLength = this._id = 0;
					if (byte & 0x80 || !this.isPossible(this._length))
						return this.malformed(end, `a packet of type ${this._type} whose length is wrong`);
					if (this._length === 0)
						this._state = "type";
					break;
				}
				case "body": {
					const part = Math.min(this._length - this._offset, end - at);
					if (!this.passes && !this.take(bytes, at, at + part))
						return end;
					at += part;
					this._offset += part;
					if (this._offset < this._length)
						continue;
					this._state = "type";
					this._greeted = true;
					if (!this.passes)
						return at;
					break;
				}
				default:
					this.passes = false;
					return end;
			}
		}
		return end;
	}
	/**
	 * Whether the packet that has begun may have so long a body. The client takes an acknowledgement of one byte for one
	 * without end, and a CONNACK of none for a good one.
	 */
	private isPossible(length: number): boolean {
		switch (this._type) {
			case PUBLISH:
				return length >= 2;
			case SUBACK:
				return length > 2 && length <= 2 + MAXIMUM_FILTERS;
			case PINGRESP:
				return length === 0;
			default:
				return length === 2;
		}
	}
	/** Part of the body of a message, of PUBACK or of PUBREL. @returns false if it can't be one */
	private take(bytes: Uint8Array, from: number, to: number): boolean {
		if (this._type !== PUBLISH) {
			for (let at = from; at < to; at++)
				this._id = this._id << 8 | bytes[at]!;
			if (this._offset + to - from < this._length)
				return true;
			if (this._type === PUBREL)
				this._sink.onReleased(this._id);
			else
				this._sink.onAcknowledged(this._id);
			return true;
		}
		const offset = this._offset, length = this._length, after = offset + to - from, QoS = this._flags >> 1 & 3;
		this.note(bytes, from, to);
		if (QoS === 3 || after >= 2 && (this._topicLength === 0 || 2 + this._topicLength + (QoS ? 2 : 0) > length)) {
			this.malformed(0, QoS === 3 ? "a PUBLISH packet with QoS 3" : "a PUBLISH packet without a topic");
			return false;
		}
		if (length <= MAXIMUM_BODY && (offset > 0 || after < length)) {
			const body = this._body ??= new Uint8Array(length);
			body.set(bytes.subarray(from, to), offset);
		}
		if (after < length)
			return true;
		const body = this._body;
		this._body = undefined;
		if (length > MAXIMUM_BODY)
			this._sink.onSkipped(length, QoS, this._id);
		else
			return this.deliver(body ?? bytes, body ? 0 : from, body ? length : to, QoS);
		return true;
	}
	/** Reads along what is needed of a body that may not be kept. */
	private note(bytes: Uint8Array, from: number, to: number): void {
		const start = from - this._offset;
		for (let at = from; at < to; at++) {
			const offset = at - start;
			if (offset < 2)
				this._topicLength = this._topicLength << 8 | bytes[at]!;
			else if (offset < 2 + this._topicLength)
				at = Math.min(to, start + 2 + this._topicLength) - 1;
			else if (offset < 4 + this._topicLength)
				this._id = this._id << 8 | bytes[at]!;
			else
				break;
		}
	}
	/** @returns false if its topic can't be one */
	private deliver(bytes: Uint8Array, from: number, to: number, QoS: number): boolean {
		const topicEnd = from + 2 + this._topicLength, payload = topicEnd + (QoS ? 2 : 0), id = QoS ? this._id : 0;
		for (let at = from + 2; at < topicEnd;) {
			const code = readUTF8(bytes, at, topicEnd);
			// [MQTT-1.5.3-1], [MQTT-1.5.3-2]: who gets such a text ends the connection
			if (code <= 0 || code === MULTI_LEVEL || code === SINGLE_LEVEL) {
				this.malformed(0, "a PUBLISH packet whose topic is not UTF-8, or has NUL, + or # in it");
				return false;
			}
			at += utf8Size(code);
		}
		if (this._topicLength > MAXIMUM_TOPIC || to - payload > MAXIMUM_MESSAGE)
			this._sink.onSkipped(to - from, QoS, id);
		else
			this._sink.onMessage(new ByteText().utf8(bytes, from + 2, topicEnd), bytes.subarray(payload, to), (this._flags & 1) !== 0, QoS, id, (this._flags & 8) !== 0);
		return true;
	}
	private malformed(position: number, what: string): number {
		this._state = "malformed";
		this.passes = false;
		this._body = undefined;
		this._sink.onMalformed(what);
		return position;
	}
}
