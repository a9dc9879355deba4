import type { ReplyParts } from "../broker/reply-queue";
import { encodeUTF8, utf8Length } from "../text/utf8";

/** How things stand, as the answer to the command of that name: a text each part. */
export class StatusAnswer implements ReplyParts {
	/** Of all answers to this command: `{"command":"status","ok":true`. */
	private _head: string;
	/** Those that are to come, as JSON. */
	private _values: string[];
	private _parts: number;

	/** @param values one at least */
	constructor(head: string, values: readonly string[]) {
		this._head = head;
		this._values = [...values];
		this._parts = values.length;
	}
	/** Bytes of the longest part. */
	get longest(): number {
		return Math.max(...this._values.map(value => utf8Length(this.text(value))));
	}
	get payload(): Uint8Array {
		return encodeUTF8(this.text(this._values[0]!));
	}
	next(): boolean {
		this._values.shift();
		return this._values.length > 0;
	}
	private text(value: string): string {
		return `${this._head},"part":${this._parts - this._values.length + 1},"parts":${this._parts},"value":${value}}`;
	}
}
