import { unpaddedEnd } from "../configuration/name-match";
import { ByteText } from "../text/byte-text";
import { expandUUID, formatUUID, sameUUID } from "../text/uuid";

/*
 * Advertising data is a row of structures: one byte of length, then that many bytes, the first of which is the type
 * (Core specification, volume 3 part C, 11; types: Assigned Numbers, 2.3). It comes from whoever is in range. A length
 * of zero, or one that exceeds the data, is the end. Nothing here throws, and only what makes text
 * for the console allocates.
 */
const SHORTENED_LOCAL_NAME = 0x08;
const COMPLETE_LOCAL_NAME = 0x09;

/** Bytes of header: the length, which does not count itself, and the type, which it counts. */
const HEADER = 2;

function isStructure(data: Uint8Array, at: number): boolean {
	return at + 1 < data.length && data[at] !== 0 && at + data[at]! < data.length;
}

/**
 * Whether the complete local name is `name`, in UTF-8, padding apart. A shortened one is not enough, even if it is the same.
 * @param name without padding
 */
export function hasCompleteName(data: Uint8Array, name: Uint8Array): boolean {
	for (let at = 0; isStructure(data, at); at += 1 + data[at]!) {
		const start = at + HEADER;
		if (data[at + 1] === COMPLETE_LOCAL_NAME
				&& unpaddedEnd(data, start, at + 1 + data[at]!) - start === name.length && startsWith(data, start, name))
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

/** The local name for the console, the complete one before a shortened one, without padding; undefined if there is none. */
export function advertisedName(data: Uint8Array): string | undefined {
	const at = nameAt(data);
	return at < 0 ? undefined : new ByteText().utf8(data, at + HEADER, unpaddedEnd(data, at + HEADER, at + 1 + data[at]!));
}

/** Whether only a shortened local name is there. */
export function isNameShortened(data: Uint8Array): boolean {
	const at = nameAt(data);
	return at >= 0 && data[at + 1] === SHORTENED_LOCAL_NAME;
}

/** Where the structure with the name begins, the complete one before a shortened one; -1 if there is none. */
function nameAt(data: Uint8Array): number {
	let shortened = -1;
	for (let at = 0; isStructure(data, at); at += 1 + data[at]!) {
		if (data[at + 1] === COMPLETE_LOCAL_NAME)
			return at;
		if (data[at + 1] === SHORTENED_LOCAL_NAME && shortened < 0)
			shortened = at;
	}
	return shortened;
}

/** The services for the console, as `advertisesService` finds them, and at most `limit` of them. */
export function advertisedServices(data: Uint8Array, limit: number): string[] {
	const services: string[] = [];
	for (let at = 0; isStructure(data, at); at += 1 + data[at]!) {
		const end = at + 1 + data[at]!, type = data[at + 1]!;
		const listed = listedSize(type), size = listed || serviceDataSize(type);
		for (let item = at + HEADER; size > 0 && item + size <= end && services.length < limit; item += size) {
			services.push(formatUUID(expandUUID(data.subarray(item, item + size))));
			if (listed === 0)
				break;
		}
	}
	return services;
}

/**
 * Adds to `told`, whose first `length` bytes are such structures, what `data` says of name and services, as far as it is
 * not there and fits: so the advertisement and the scan response, which come one by one, make one.
 * @returns how many bytes are there now
 */
export function addNameAndServices(told: Uint8Array, length: number, data: Uint8Array): number {
	for (let at = 0; isStructure(data, at); at += 1 + data[at]!) {
		const type = data[at + 1]!, isName = type === SHORTENED_LOCAL_NAME || type === COMPLETE_LOCAL_NAME;
		// of service data its UUID is enough
		const size = isName || listedSize(type) > 0 ? data[at]! : serviceDataSize(type) > 0 ? Math.min(1 + serviceDataSize(type), data[at]!) : 0;
		if (size === 0 || length + 1 + size > told.length || hasType(told, length, type))
			continue;
		told[length] = size;
		for (let i = 1; i <= size; i++)
			told[length + i] = data[at + i]!;
		length += 1 + size;
	}
	return length;
}

function hasType(data: Uint8Array, length: number, type: number): boolean {
	for (let at = 0; at < length; at += 1 + data[at]!) {
		if (data[at + 1] === type)
			return true;
	}
	return false;
}
