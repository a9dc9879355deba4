import { DerReader, SEQUENCE } from "./der-reader";
import { nameText, readName } from "./distinguished-name";
import { addressText } from "../text/internet-address";
import { readableText } from "./readable-text";

/** Tags of the forms of a GeneralName (RFC 5280 §4.2.1.6) that matter here. */
export const EMAIL_ADDRESS = 0x81;
export const DNS_NAME = 0x82;
export const DIRECTORY_NAME = 0xa4;
export const IP_ADDRESS = 0x87;

/** Tags of all nine forms, by number. */
const FORMS = Object.freeze([0xa0, EMAIL_ADDRESS, DNS_NAME, 0xa3, DIRECTORY_NAME, 0xa5, 0x86, IP_ADDRESS, 0x88]);
const IA5_STRING = 0x16;

/**
 * Reads one GeneralName and checks its form; `tag` and `value` of the reader tell what it is. For a directoryName
 * `value` is the Name.
 * @param mask true within name constraints, where an address has a mask behind it
 */
export const readGeneralName = (reader: DerReader, mask = false): void => {
	const tag = reader.peek;
	if (tag < 0 || FORMS[tag & 0x1f] !== tag)
		reader.fail("a name of an unknown form");
	if (tag === DIRECTORY_NAME) {
		const outer = reader.enter(tag);		// explicit, because Name is a CHOICE
		const start = readName(reader);
		reader.leave(outer);
		reader.tag = tag;
		reader.content = start;
		return;
	}
	reader.read();
	const size = mask ? reader.length / 2 : reader.length;
	if (tag === IP_ADDRESS && size !== 4 && size !== 16)
		reader.fail(`an address of ${reader.length} bytes`);
	if (tag === DNS_NAME || tag === EMAIL_ADDRESS || tag === 0x86) {
		for (let i = reader.content; i < reader.position; i++) {
			if (reader.bytes[i]! >= 0x80)
				reader.fail("a name with bytes beyond ASCII");
		}
	}
};

/**
 * A reader that stands before the first GeneralName of a GeneralNames that has been read before.
 * @param start where the GeneralNames start
 */
export const openNames = (der: Uint8Array, start: number): DerReader => {
	const reader = new DerReader(der, start);
	reader.enter(SEQUENCE);
	return reader;
};

/** The name just read, for people. */
export const generalNameText = (reader: DerReader): string => {
	switch (reader.tag) {
		case DIRECTORY_NAME:
			return nameText(reader.value);
		case IP_ADDRESS:
			return addressText(reader.value);
		default:
			return readableText(IA5_STRING, reader.bytes, reader.content, reader.position, 253);
	}
};
