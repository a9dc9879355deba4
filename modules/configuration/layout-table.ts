import type { DecimalFormula } from "../text/decimal-formula";
/** Bytes of an entry, and what each of them is. */
export const ENTRY = 10;
/** Kind, with the marks below. */
export const KIND = 0;
/** Bytes; of text 0 is "to the end", and LENGTH_BEFORE "as the byte before says"; of an integer 0 is "of the flags". */
export const SIZE = 1;
/** 0 is none, 1 to 32 a bit that must be set, 33 to 64 one that must be clear. */
export const CONDITION = 2;
export const CONDITION_TOO = 3;
export const FIRST_BIT = 4;
export const BITS = 5;
/** Of the names; 0 is none. */
export const NAME = 6;
/** Of the meanings. */
export const MEANING = 7;
/** Of the formulas; of the choices; 1 for a boolean that is inverted. */
export const FORMULA = 8;
/** Position in `unknowns`; 0 is none. */
export const UNKNOWN = 9;

export const KIND_MASK = 0x1f;
export const BIG_ENDIAN = 0x20;
export const HOLD = 0x40;
export const ARRAY = 0x80;
export const LENGTH_BEFORE = 0xff;

/** Kinds of entries; those from UNSIGNED on have values. */
export const Kind = Object.freeze({
	END: 0,
	FLAGS: 1,
	SKIP: 2,
	AT: 3,
	/** SIZE: of an identifier; FORMULA: 1 with lengths; bytes 2 to 5: first row of `objects` and how many. */
	OBJECTS: 4,
	UNSIGNED: 5,
	SIGNED: 6,
	/** UNKNOWN is the bit of the flags. */
	WITH_LOWEST: 7,
	BOOLEAN: 8,
	CHOICE: 9,
	CONSTANT: 10,
	BINARY_FLOAT: 11,
	DECIMAL_FLOAT: 12,
	UTF8: 13,
	HEXADECIMAL: 14,
	UUID: 15,
	DATE_TIME: 16,
	TIME: 17,
	URL: 18,
	RUUVI_TEMPERATURE: 19,
	RUUVI_ILLUMINANCE: 20,
});

/** The meaning of a field that counts packets: for telling repetitions, not published. */
export const PACKET = 1;

/** Rows of `meanings`: three texts. */
export const MEANING_ROW = 3;
/** Rows of `broadcasts`: kind of structure, key, first bytes (or NO_START), length (or 0), frame, layout, device. */
export const BROADCAST_ROW = 7;
/** Frames: none, and whose objects lie behind a header and may be encrypted. */
export const Frame = Object.freeze({ NONE: 0, BTHOME: 1, MIBEACON: 2 });
/** Kinds of structures in advertising data (Assigned Numbers, 2.3). */
export const SERVICE_DATA = 0x16;
export const MANUFACTURER_DATA = 0xff;
export const NO_START = 0xffff;
/** Rows of `characteristics`: device, service, characteristic (both of `uuids`), marks, layout. */
export const CHARACTERISTIC_ROW = 5;
/** The marks: it is read; it can be written. */
export const READ = 1, WRITE = 2;

/**
 * Layouts as the firmware has them in flash: flat, and made when it is linked (layout-compiler.ts). A layout and a field
 * are the index of an entry in `code`.
 */
export interface LayoutTable {
	/** ENTRY bytes each; a layout goes to its END. */
	readonly code: Uint8Array;
	/** Pairs of identifier and entry, ascending within one OBJECTS. */
	readonly objects: Uint16Array;
	/** For numbers; the first is the plain one. */
	readonly formulas: readonly DecimalFormula[];
	/** Runs of numbers that mean "unknown", each ended by NaN. */
	readonly unknowns: Float64Array;
	/** Pairs of number and text, each run ended by a text of 0. */
	readonly choices: Uint16Array;
	/** Unit, device class and state class of Home Assistant: texts. */
	readonly meanings: Uint16Array;
	/** Texts of the fields' names; name 0 is none. */
	readonly names: Uint16Array;
	/** All texts in UTF-8, one after the other; text n is from `textEnds[n - 1]` to before `textEnds[n]`. Text 0 is empty. */
	readonly texts: Uint8Array;
	readonly textEnds: Uint16Array;
	/** Texts of the devices' names. */
	readonly devices: Uint16Array;
	readonly uuids: readonly string[];
	readonly characteristics: Uint16Array;
	/** Ascending by kind of structure and key. */
	readonly broadcasts: Uint16Array;
}
