import { CHANGE_CIPHER_SPEC, RECORD_HEADER } from "../../modules/trust/tls-numbers";

/** Content type (RFC 6520). */
const HEARTBEAT = 24;
/** RFC 5246 §6.2.3: 2¹⁴ bytes, and what sealing them may add. */
const LONGEST = 16_384 + 2_048;

/** A whole record, or bytes that are none: then everything that comes after them is part of no record either. */
export interface RecordPiece {
	readonly kind: "record" | "no TLS";
	/** Header included. */
	readonly bytes: Uint8Array;
}

/** Cuts what one side sends into records. */
export class RecordStream {
	#rest: Uint8Array = new Uint8Array(0);
	#lost = false;

	/** What came of a record that isn't whole yet. */
	get pending(): Uint8Array {
		return this.#rest;
	}
	push(bytes: Uint8Array): RecordPiece[] {
		const pieces: RecordPiece[] = [];
		let rest = this.#rest.length ? Buffer.concat([this.#rest, bytes]) : bytes;
		while (rest.length && !this.#lost) {
			if (!mayBegin(rest)) {
				this.#lost = true;
				break;
			}
			const length = RECORD_HEADER + (rest.length < RECORD_HEADER ? LONGEST : rest[3]! << 8 | rest[4]!);
			if (length > rest.length)
				break;
			pieces.push({ kind: "record", bytes: rest.subarray(0, length) });
			rest = rest.subarray(length);
		}
		if (this.#lost && rest.length) {
			pieces.push({ kind: "no TLS", bytes: rest });
			rest = rest.subarray(rest.length);
		}
		this.#rest = rest;
		return pieces;
	}
}

/** As far as the bytes go. */
function mayBegin(bytes: Uint8Array): boolean {
	return bytes[0]! >= CHANGE_CIPHER_SPEC && bytes[0]! <= HEARTBEAT && (bytes.length < 2 || bytes[1] === 3) &&
		(bytes.length < RECORD_HEADER || (bytes[3]! << 8 | bytes[4]!) <= LONGEST);
}
