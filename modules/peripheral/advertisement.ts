import { ByteText } from "../text/byte-text";
import { sameUUID } from "../text/uuid";

/*
 * Advertising data is a row of structures: one byte of length, then that many bytes, the first of which is the type
 * (Core specification, volume 3 part C, 11; types: Assigned Numbers, 2.3). It comes from whoever is in range. A length
 * of zero, or one that exceeds the data, is the end. Nothing here throws, and only `advertisedName` allocates.
 */
const SHORTENED_LOCAL_NAME = 0x08;
const COMPLETE_LOCAL_NAME = 0x09;

/** Bytes of header: the length, which does not count itself, and the type, which it counts. */
const HEADER = 2;

function isStructure(data: Uint8Array, at: number): boolean {
	return at + 1 < data.length && data[at] !== 0 && at + data[at]! < data.length;
}

/** Whether the complete local name is exactly `name`, in UTF-8. */
export function hasCompleteName(data: Uint8Array, name: Uint8Array): boolean {
	for (let at = 0; isStructure(data, at); at += 1 + data[at]!) {
		if (data[at + 1] === COMPLETE_LOCAL_NAME && data[at]! === 1 + name.length && startsWith(data, at + HEADER, name))
			return true;
	}
	return false;
}

/** Whether the local name, complete or shortened, begins with `prefix`, in UTF-8. */
export function hasNamePrefix(data: Uint8Array, prefix: Uint8Array): boolean {
	for (let at = 0; isStructure(data, at); at += 1 + data[at]!) {
		const type = data[at + 1];
		if ((type === COMPLETE_LOCAL_NAME || type === SHORTENED_LOCAL_NAME)
				&& data[at]! >= 1 + prefix.length && startsWith(data, at + HEADER, prefix))
			return true;
	}
	return false;
}

function startsWith(data: Uint8Array, at: number, start: Uint8Array): boolean {
	for (let index = 0; index < start.length; index++) {
		if (data[at + index] !== start[index])
			return false;
	}
	return true;
}

/**
 * Whether a list of service UUIDs, complete or not, or the UUID of some service data is `uuid`.
 * @param uuid 16 bytes, little-endian
 */
export function advertisesService(data: Uint8Array, uuid: Uint8Array): boolean {
	for (let at = 0; isStructure(data, at); at += 1 + data[at]!) {
		const end = at + 1 + data[at]!;
		const type = data[at + 1]!;
		const listed = listedSize(type);
		if (listed > 0) {
			for (let item = at + HEADER; item + listed <= end; item += listed) {
				if (sameUUID(uuid, data, item, listed))
					return true;
			}
		}
		else {
			const size = serviceDataSize(type);
			if (size > 0 && at + HEADER + size <= end && sameUUID(uuid, data, at + HEADER, size))
				return true;
		}
	}
	return false;
}

/** Bytes of each UUID in a structure that lists services; 0 for other structures. */
function listedSize(type: number): number {
	switch (type) {
		case 0x02: case 0x03:
			return 2;
		case 0x04: case 0x05:
			return 4;
		case 0x06: case 0x07:
			return 16;
		default:
			return 0;
	}
}

/** Bytes of the UUID that service data begins with; 0 for other structures. */
function serviceDataSize(type: number): number {
	switch (type) {
		case 0x16:
			return 2;
		case 0x20:
			return 4;
		case 0x21:
			return 16;
		default:
			return 0;
	}
}

/** The local name for the console, the complete one before a shortened one; undefined if there is none. */
export function advertisedName(data: Uint8Array): string | undefined {
	let shortened = -1;
	for (let at = 0; isStructure(data, at); at += 1 + data[at]!) {
		if (data[at + 1] === COMPLETE_LOCAL_NAME)
			return nameAt(data, at);
		if (data[at + 1] === SHORTENED_LOCAL_NAME && shortened < 0)
			shortened = at;
	}
	return shortened < 0 ? undefined : nameAt(data, shortened);
}

function nameAt(data: Uint8Array, at: number): string {
	return new ByteText().utf8(data, at + HEADER, at + 1 + data[at]!);
}
