/** How the bytes of a field are read. Integers end in "be" where the most significant byte comes first. */
export type FieldFormat =
	| `${"uint" | "int"}${8 | 16 | 24 | 32 | 40 | 48 | 56 | 64}`
	| `${"uint" | "int"}${16 | 24 | 32 | 40 | 48 | 56 | 64}be`
	| "float32" | "float32be" | "float64" | "float64be"
	/** IEEE 11073-20601, 16 and 32 bits; NaN and NRes are "unknown". */
	| "sfloat" | "float"
	/** Bits of the flags that came last; takes no bytes. */
	| "flag"
	/** Takes no bytes: its value is the first of `choices`. */
	| "constant"
	| "utf8" | "hex"
	/** 16 bytes, the most significant first. */
	| "uuid"
	/** The SIG's Date Time, 7 bytes, local time of the peripheral; unknown where a part is 0 or no date has it. */
	| "dateTime"
	/** Seconds since 1970, 4 bytes. */
	| "time"
	/** Eddystone's encoded URL, to the end. */
	| "url"
	/** Ruuvi 3: a sign bit and 7 bits of whole degrees, then hundredths. */
	| "ruuviTemperature"
	/** Ruuvi 6: a logarithm of the illuminance. */
	| "ruuviIlluminance";

/** A bit of the flags, from 0, that must be set, or with "!" clear. */
export type FlagCondition = number | `!${number}`;

/** One value, or one that is only skipped if it has no name. */
export interface FieldDeclaration {
	/** Member of the JSON object and last level of the topic. Alternatives of one value share theirs. */
	readonly name?: string;
	readonly as: FieldFormat;
	/** It is there only if these bits of the flags are so: one or two. */
	readonly if?: FlagCondition | readonly [FlagCondition, FlagCondition];
	/** First bit and number of bits, of the integer or of the flags. */
	readonly bits?: readonly [number, number];
	/** The next field reads the same bytes again: another of their bits. */
	readonly hold?: true;
	/** Bytes of "utf8" and "hex": how many, or "length" where a byte before them says it. Otherwise to the end. */
	readonly size?: number | "length";
	/** As often as it fits until the end. */
	readonly array?: true;
	/** The number times this, plus `offset`. The GSS's M · 10^d · 2^b as one number. */
	readonly scale?: number;
	readonly offset?: number;
	/** Digits after the point; as many as needed if not given. */
	readonly decimals?: number;
	/** Numbers, before scale, that stand for "unknown": nothing is published. */
	readonly unknown?: number | readonly number[];
	/** True and false instead of a number; "inverted" where 0 is true. */
	readonly boolean?: true | "inverted";
	/** Words for numbers; others stay numbers. */
	readonly choices?: Readonly<Record<number, string>>;
	/** The bit of the flags that is its lowest, below those of its own bytes (Ruuvi 6). */
	readonly lowest?: number;
	/** What it measures: unit, and class and state class of Home Assistant. */
	readonly quantity?: string;
	/** Instead of the quantity's. */
	readonly unit?: string;
}

/** Objects to the end: an identifier, a byte of length where `length` says so, then the fields of that object. */
export interface ObjectsDeclaration {
	/** Bytes of an identifier. Without `length` an unknown one is the end. */
	readonly objects: 1 | 2;
	readonly length?: true;
	/** In the order of their identifiers. */
	readonly of: readonly (readonly [number, ...(FieldDeclaration | { readonly skip: number })[]])[];
}

/** `flags`: bytes of flags, 1 to 4, for the conditions that follow. `skip`: bytes that mean nothing here. `at`: goes on there. */
export type LayoutItem = FieldDeclaration | ObjectsDeclaration
	| { readonly flags: number } | { readonly skip: number; readonly if?: FlagCondition } | { readonly at: number };

/** The bytes of a characteristic or of an advertisement, in order. */
export type LayoutDeclaration = readonly LayoutItem[];

/** What an advertisement has, to be read by a layout. */
export interface BroadcastDeclaration {
	/** UUID of 16 bits of service data, or a company identifier. */
	readonly service?: number;
	readonly company?: number;
	/** First bytes behind that, at most two, so that formats of one key are told apart. */
	readonly starts?: readonly number[];
	/** Bytes behind that, exactly. */
	readonly length?: number;
	/** What lies around the layout's bytes: nothing, or the frame, perhaps encrypted, that a file of reading/ knows. */
	readonly frame?: "bthome" | "mibeacon";
	readonly layout: LayoutDeclaration;
}

/** A characteristic of a device. */
export interface CharacteristicDeclaration {
	readonly service: string;
	readonly characteristic: string;
	/** Values that do not change are read once; others are notified or indicated. */
	readonly read?: true;
	/** It can be written, by its specification: then a declaration may allow it. */
	readonly write?: true;
	readonly layout: LayoutDeclaration;
}

/** A kind of device. */
export interface DeviceDeclaration {
	readonly characteristics?: readonly CharacteristicDeclaration[];
	readonly broadcasts?: readonly BroadcastDeclaration[];
}
