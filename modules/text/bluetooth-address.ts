import { hexadecimalDigit, hexadecimalValue } from "./hexadecimal";

/** A BLE device address: twelve hexadecimal digits in lower case with colons, most significant byte first. */
export type BluetoothAddress = string;

const COLON = 0x3a;
/** Bytes of an address. */
export const ADDRESS_LENGTH = 6;

/**
 * Reads an address as people write it: `A4:C1:38:00:00:01`, with dashes, or its twelve digits alone.
 * @returns the address in lower case with colons; undefined for any other text
 */
export const parseBluetoothAddress = (text: string): BluetoothAddress | undefined => {
	const separator = text.length === 17 ? text[2] : "";
	if (text.length !== 12 && separator !== ":" && separator !== "-")
		return undefined;
	const step = text.length === 12 ? 2 : 3;
	const bytes = new Uint8Array(ADDRESS_LENGTH);
	for (let index = 0; index < ADDRESS_LENGTH; index++) {
		const high = hexadecimalValue(text.charCodeAt(index * step));
		const low = hexadecimalValue(text.charCodeAt(index * step + 1));
		if (high < 0 || low < 0 || (step === 3 && index > 0 && text[index * step - 1] !== separator))
			return undefined;
		bytes[ADDRESS_LENGTH - 1 - index] = high << 4 | low;
	}
	return formatBluetoothAddress(bytes);
};

/**
 * The text of an address. It is made for each advertisement on the air, so it makes nothing but that text.
 * @param bytes 6 bytes, little-endian, as NimBLE gives them
 */
export const formatBluetoothAddress = (bytes: Uint8Array): BluetoothAddress => {
	if (bytes.length !== ADDRESS_LENGTH)
		throw new RangeError(`an address of ${bytes.length} bytes`);
	const a = bytes[5]!, b = bytes[4]!, c = bytes[3]!, d = bytes[2]!, e = bytes[1]!, f = bytes[0]!;
	return String.fromCharCode(
		hexadecimalDigit(a >> 4), hexadecimalDigit(a & 15), COLON, hexadecimalDigit(b >> 4), hexadecimalDigit(b & 15), COLON,
		hexadecimalDigit(c >> 4), hexadecimalDigit(c & 15), COLON, hexadecimalDigit(d >> 4), hexadecimalDigit(d & 15), COLON,
		hexadecimalDigit(e >> 4), hexadecimalDigit(e & 15), COLON, hexadecimalDigit(f >> 4), hexadecimalDigit(f & 15));
};

/**
 * The 6 bytes of an address, little-endian, as NimBLE wants them.
 * @throws RangeError if `address` is not one that this module made
 */
export const bluetoothAddressBytes = (address: BluetoothAddress): Uint8Array => {
	if (parseBluetoothAddress(address) !== address)
		throw new RangeError(`not a Bluetooth address: ${address}`);
	const bytes = new Uint8Array(ADDRESS_LENGTH);
	for (let index = 0; index < ADDRESS_LENGTH; index++)
		bytes[ADDRESS_LENGTH - 1 - index] = Number.parseInt(address.slice(index * 3, index * 3 + 2), 16);
	return bytes;
};
