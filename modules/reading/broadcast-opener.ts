import { AesCcm } from "./aes-ccm";
import type { BlockCipherMaker } from "./block-cipher";
import { BroadcastFrame, readFrame } from "./broadcast-frame";
import { Freshness, type ReplayGuard } from "./replay-guard";

/** What became of a packet. Those up to RESTARTED are good; of the others nothing is to be published. */
export const Opening = Object.freeze({
	GOOD: 0,
	/** Good, and its sender began to count anew: worth telling. */
	RESTARTED: 1,
	/** The same as before. */
	REPEATED: 2,
	/** Not what its key says it is; `problem` says why. */
	MALFORMED: 3,
	/** Encrypted, and there is no key. */
	NO_KEY: 4,
	/** In clear, from a sender that has a key: anybody could have sent it. */
	PLAIN: 5,
	/** Somebody else's, changed on its way, or the key is wrong. */
	WRONG_TAG: 6,
	/** Genuine, but recorded. */
	REPLAYED: 7,
	/** Without objects, as many send in between. */
	EMPTY: 8,
});

/** Kinds of Opening. */
const OPENINGS = 9;

const TAG = 4;

/**
 * Takes the objects out of an advertisement's frame, decrypted where they are encrypted, and refuses what can't be
 * believed. Nothing of a refused packet is left to be read.
 */
export class BroadcastOpener {
	/** The objects, for a LayoutReader: good until the next packet. */
	bytes!: Uint8Array;
	start = 0;
	end = 0;
	/** How many packets there were of each `Opening`. */
	readonly counts = new Uint32Array(OPENINGS);
	private _frame = new BroadcastFrame();
	private _makeCipher: BlockCipherMaker;
	private _guard: ReplayGuard;

	constructor(makeCipher: BlockCipherMaker, guard: ReplayGuard) {
		this._makeCipher = makeCipher;
		this._guard = guard;
	}
	/** Why a packet is MALFORMED; reads on after the device's name. */
	get problem(): string {
		return this._frame.problem;
	}
	/** The packet's counter: that tells repetitions apart where the layout's own does not. -1 if it has none. */
	get counter(): number {
		return this._frame.counter;
	}
	/**
	 * Opens bytes `start` to before `end`.
	 * @param kind one of `Frame`
	 * @param address 6 bytes of the sender, the most significant first
	 * @param sender its number for the guard; only looked at with a key
	 * @param key 16 bytes, undefined if it has none
	 * @returns one of `Opening`
	 */
	open(kind: number, bytes: Uint8Array, start: number, end: number, address: Uint8Array, sender: number, key: Uint8Array | undefined): number {
		const opening = this.judge(kind, bytes, start, end, address, sender, key);
		this.counts[opening]!++;
		return opening;
	}
	private judge(kind: number, bytes: Uint8Array, start: number, end: number, address: Uint8Array, sender: number, key: Uint8Array | undefined): number {
		const frame = this._frame;
		this.start = this.end = 0;
		if (!readFrame(frame, kind, bytes, start, end, address))
			return frame.problem ? Opening.MALFORMED : Opening.EMPTY;
		if (!frame.encrypted) {
			if (key)
				return Opening.PLAIN;
			this.bytes = bytes;
			this.start = frame.start;
			this.end = frame.end;
			return Opening.GOOD;
		}
		if (!key)
			return Opening.NO_KEY;
		// what was believed already is not published again, whoever sends it
		if (this._guard.isRepeated(sender, frame.counter))
			return Opening.REPEATED;
		// made for each that is new, for these are few: at rest they would take more than all else here
		const plain = new Uint8Array(frame.end - frame.start);
		// the tag is behind the counter, and not behind the bytes
		if (!new AesCcm().open(this._makeCipher(key), frame.nonce, frame.associated, bytes, frame.start, frame.end, frame.tag, TAG, plain))
			return Opening.WRONG_TAG;
		const freshness = this._guard.take(sender, frame.counter);
		if (freshness === Freshness.REPLAYED)
			return Opening.REPLAYED;
		this.bytes = plain;
		this.end = frame.end - frame.start;
		return freshness === Freshness.RESTARTED ? Opening.RESTARTED : Opening.GOOD;
	}
}
