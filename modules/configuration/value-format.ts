/** How bytes are read. */
export type ValueFormat =
	| "uint8" | "uint16" | "uint24" | "uint32"
	| "int8" | "int16" | "int24" | "int32"
	| "uint16be" | "uint24be" | "uint32be"
	| "int16be" | "int24be" | "int32be"
	| "float32" | "float32be"
	| "sfloat" | "float"
	| "bits" | "utf8" | "hex";

/** What the bytes of a format are. */
export interface FormatTraits {
	readonly kind: "integer" | "float32" | "sfloat" | "float" | "bits" | "utf8" | "hex";
	/** Bytes; 0 where the declaration ("bits") or the value itself (text) decides. */
	readonly size: number;
	readonly signed: boolean;
	readonly bigEndian: boolean;
}

const traits = (kind: FormatTraits["kind"], size: number, signed = false, bigEndian = false): FormatTraits => {
	return Object.freeze({ kind, size, signed, bigEndian });
};

/** Every format. In its order the console lists them. */
export const VALUE_FORMATS: Readonly<Record<ValueFormat, FormatTraits>> = Object.freeze({
	uint8: traits("integer", 1),
	uint16: traits("integer", 2),
	uint24: traits("integer", 3),
	uint32: traits("integer", 4),
	int8: traits("integer", 1, true),
	int16: traits("integer", 2, true),
	int24: traits("integer", 3, true),
	int32: traits("integer", 4, true),
	uint16be: traits("integer", 2, false, true),
	uint24be: traits("integer", 3, false, true),
	uint32be: traits("integer", 4, false, true),
	int16be: traits("integer", 2, true, true),
	int24be: traits("integer", 3, true, true),
	int32be: traits("integer", 4, true, true),
	float32: traits("float32", 4, true),
	float32be: traits("float32", 4, true, true),
	sfloat: traits("sfloat", 2, true),
	float: traits("float", 4, true),
	bits: traits("bits", 0),
	utf8: traits("utf8", 0),
	hex: traits("hex", 0),
});
