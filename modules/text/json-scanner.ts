import { isDecimal, isNumber } from "./digits";

/** A value in JSON; `object` is one that is to be gone into with `enter`. */
export type JSONKind = "string" | "number" | "word" | "object";

/**
 * Goes through objects of strings, numbers and words, one member after the other. JSON.parse is not for text from outside
 * on the device: it goes as deep as the text wants, and each new key takes a place in a table of XS that never shrinks.
 */
export class JSONScanner {
	/** Of the last member. */
	key = "";
	kind: JSONKind = "word";
	/** Of the last member: the string itself, the number or word as it is written. */
	text = "";
	/** The text is no JSON, or has what is not expected here. It stays. */
	failed = false;
	private _source: string;
	private _at = 0;
	/** Nothing of the object has been read yet. */
	private _first = false;

	constructor(source: string) {
		this._source = source;
	}
	/** Goes into the object that comes next. @returns false if there is none */
	enter(): boolean {
		this._first = true;
		return this.take("{") || this.fail();
	}
	/** Reads the next member, up to an object that is its value. @returns false at the object's end, or if it `failed` */
	next(): boolean {
		if (this.failed || this.take("}"))
			return false;
		if (!this._first && !this.take(","))
			return this.fail();
		this._first = false;
		if (this.peek() !== '"' || !this.string())
			return this.fail();
		this.key = this.text;
		return this.take(":") && this.value() || this.fail();
	}
	/** Whether nothing more follows. */
	get ended(): boolean {
		return !this.failed && this.peek() === "";
	}
	private value(): boolean {
		switch (this.peek()) {
			case "{":
				this.kind = "object";
				return true;
			case '"':
				this.kind = "string";
				return this.string();
			default:
				return this.bare();
		}
	}
	private string(): boolean {
		const source = this._source, start = this._at;
		let escaped = false;
		for (let at = start + 1; at < source.length; at++) {
			const character = source[at];
			if (character === "\\") {
				escaped = true;
				at++;
			}
			else if (character === '"') {
				this._at = at + 1;
				return this.unescape(source.slice(start, at + 1), escaped);
			}
		}
		return false;
	}
	private unescape(quoted: string, escaped: boolean): boolean {
		if (!escaped) {
			this.text = quoted.slice(1, -1);
			return true;
		}
		try {
			this.text = JSON.parse(quoted) as string;
			return true;
		}
		catch {
			return false;
		}
	}
	/** A number, or true, false, null. */
	private bare(): boolean {
		const source = this._source, start = this._at;
		let end = start;
		while (end < source.length && !",} \t\r\n".includes(source[end]!))
			end++;
		const text = this.text = source.slice(start, end);
		this._at = end;
		const digits = text.startsWith("-") ? text.slice(1) : text;
		this.kind = isNumber(text) && !(digits[0] === "0" && isDecimal(digits[1] ?? "", 1)) ? "number" : "word";
		return this.kind === "number" || text === "true" || text === "false" || text === "null";
	}
	private take(character: string): boolean {
		if (this.peek() !== character)
			return false;
		this._at++;
		return true;
	}
	/** The character that comes next after white space; "" at the end. */
	private peek(): string {
		const source = this._source;
		while (this._at < source.length && " \t\r\n".includes(source[this._at]!))
			this._at++;
		return source[this._at] ?? "";
	}
	private fail(): false {
		this.failed = true;
		return false;
	}
}
