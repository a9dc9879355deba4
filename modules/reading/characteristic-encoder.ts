import type { ValueDeclaration } from "../configuration/configuration";
import { ValueEncoder } from "./value-encoder";

/** A value, and the text that it is to have. */
export interface Assignment {
	readonly value: ValueDeclaration;
	readonly text: string;
}

/** Makes the bytes of a characteristic of the texts of some of its values. */
export class CharacteristicEncoder {
	private _encoder = new ValueEncoder();

	/** Why the last one failed; begins with the text. */
	get problem(): string {
		return this._encoder.problem;
	}
	/**
	 * The bytes, if these values say all of them.
	 * @param others what else is declared of the characteristic
	 * @returns "incomplete" if the other bits must be read first; undefined if a text can't be written
	 */
	encode(assignments: readonly Assignment[], others: readonly ValueDeclaration[]): Uint8Array | "incomplete" | undefined {
		const length = this.lengthOf(assignments);
		if (length < 0)
			return undefined;
		const bytes = new Uint8Array(length), inverse = new Uint8Array(length).fill(0xff);
		if (!this.write(assignments, bytes) || !this.write(assignments, inverse))
			return undefined;
		// what nobody has written differs
		const complete = bytes.every((byte, index) => byte === inverse[index]) && others.every(({ minimumLength, traits: { kind } }) => kind !== "utf8" && kind !== "hex" && minimumLength <= length);
		return complete ? bytes : "incomplete";
	}
	/**
	 * The same over what the characteristic has; a text ends it.
	 * @returns undefined if that is too short to hold the values
	 */
	merge(assignments: readonly Assignment[], present: Uint8Array): Uint8Array | undefined {
		const length = this.lengthOf(assignments), open = assignments.some(({ value: { traits: { kind } } }) => kind === "utf8" || kind === "hex");
		if (assignments.some(({ value }) => value.minimumLength > present.length))
			return undefined;
		const bytes = new Uint8Array(open ? length : present.length);
		bytes.set(present.subarray(0, bytes.length));
		return this.write(assignments, bytes) ? bytes : undefined;
	}
	private lengthOf(assignments: readonly Assignment[]): number {
		let length = 0;
		for (const { text, value } of assignments) {
			const needed = this._encoder.lengthOf(value, text);
			if (needed < 0)
				return -1;
			length = Math.max(length, needed);
		}
		return length;
	}
	private write(assignments: readonly Assignment[], bytes: Uint8Array): boolean {
		return assignments.every(({ text, value }) => this._encoder.encode(value, text, bytes));
	}
}
