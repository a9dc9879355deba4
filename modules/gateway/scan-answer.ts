import { MAXIMUM_REPLY, type ReplyParts } from "../broker/reply-queue";
import type { AirSurvey } from "../peripheral/air-survey";
import { utf8Length, writeUTF8 } from "../text/utf8";

const TAIL = "]}";

/** Who is in the air, as the answer to a scan, in as many parts as it needs: each is made when it is sent. */
export class ScanAnswer implements ReplyParts {
	/** Of all answers to this command: `{"command":"scan","ok":true`. */
	private _head: string;
	private _found: AirSurvey;
	/** Number of the part, from 1 up, and of all. */
	private _part = 1;
	private _parts = 1;
	/** The first device in the part. */
	private _first = 0;

	constructor(head: string, found: AirSurvey) {
		this._head = head;
		this._found = found;
		found.sort();
		for (let end = this.end(0); end < found.count; end = this.end(end))
			this._parts++;
	}
	/** For people. */
	get summary(): string {
		return `${this._found.count} devices in ${this._parts} ${this._parts === 1 ? "part" : "parts"}`;
	}
	get payload(): Uint8Array {
		const bytes = new Uint8Array(MAXIMUM_REPLY), end = this.end(this._first);
		let at = writeUTF8(this.begin(this._part, this._parts), bytes, 0);
		for (let device = this._first; device < end; device++) {
			if (device > this._first)
				at = writeUTF8(",", bytes, at);
			at = writeUTF8(this._found.describe(device), bytes, at);
		}
		return bytes.subarray(0, writeUTF8(TAIL, bytes, at));
	}
	next(): boolean {
		this._first = this.end(this._first);
		this._part++;
		return this._part <= this._parts;
	}
	private begin(part: number, parts: number): string {
		return `${this._head},"part":${part},"parts":${parts},"value":[`;
	}
	/** The device after those that fit into a part that begins with `first`; one at least. */
	private end(first: number): number {
		// two digits are room enough for each number: a device takes no more than a part
		let room = MAXIMUM_REPLY - utf8Length(this.begin(10, 10)) - 1 - TAIL.length, end = first;
		for (; end < this._found.count; end++) {
			room -= utf8Length(this._found.describe(end)) + (end > first ? 1 : 0);
			if (room < 0 && end > first)
				break;
		}
		return end;
	}
}
