import { Frame } from "../configuration/layout-table";
import { ADDRESS_LENGTH } from "../text/bluetooth-address";

const BTHOME_VERSION = 2;
/** Bytes that MiBeacon authenticates beside the payload; BTHome has none. */
const NOTHING = Object.freeze([] as number[]);
const MIBEACON_ASSOCIATED = Object.freeze([0x11]);

/**
 * What lies around the objects of an advertisement: a header, and where they are encrypted a counter and a tag. Filled by
 * `readFrame`; made once.
 */
export class BroadcastFrame {
	/** Where the objects lie, encrypted or not. The tag, of 4 bytes, follows `tag`. */
	start = 0;
	end = 0;
	encrypted = false;
	/** Rises with each new packet: of all that is encrypted, and of MiBeacon in clear 8 bits. -1 if there is none. */
	counter = -1;
	/** Where the tag begins, if encrypted. */
	tag = 0;
	/** For AES-CCM, if encrypted; made for each, as few are that are not sent again. */
	nonce!: Uint8Array;
	associated: readonly number[] = NOTHING;
	/** Why it could not be read, for a person; reads on after the device's name. "" if it has no objects. */
	problem = "";
}

/**
 * Reads the frame of bytes `start` to before `end`.
 * @param kind one of `Frame`
 * @param address 6 bytes of the sender, the most significant first
 * @returns false if there are no objects; `problem` says why
 */
export const readFrame = (frame: BroadcastFrame, kind: number, bytes: Uint8Array, start: number, end: number, address: Uint8Array): boolean => {
	frame.start = start;
	frame.end = end;
	frame.encrypted = false;
	frame.counter = -1;
	frame.problem = "";
	switch (kind) {
		case Frame.BTHOME:
			return readBTHome(frame, bytes, address);
		case Frame.MIBEACON:
			return readMiBeacon(frame, bytes, address);
		default:
			return true;
	}
};

/** bthome.io, "Format" and "Encryption": device information, perhaps the address, objects, counter, tag. */
const readBTHome = (frame: BroadcastFrame, bytes: Uint8Array, address: Uint8Array): boolean => {
	if (frame.start >= frame.end)
		return fail(frame, "sends nothing");
	const information = bytes[frame.start]!;
	if (information >> 5 !== BTHOME_VERSION)
		return fail(frame, `sends BTHome of version ${information >> 5}; only ${BTHOME_VERSION} is known`);
	frame.start++;
	if ((information & 2) !== 0 && !takeAddress(frame, bytes, address))
		return false;
	if ((information & 1) === 0)
		return true;
	// counter and tag
	if (frame.end - frame.start < 8)
		return fail(frame, "sends an encrypted packet that is too short");
	frame.end -= 8;
	frame.tag = frame.end + 4;
	frame.encrypted = true;
	frame.counter = whole(bytes, frame.end, 4);
	const nonce = frame.nonce = new Uint8Array(13);
	nonce.set(address);
	nonce[6] = 0xd2;
	nonce[7] = 0xfc;
	nonce[8] = information;
	copy(bytes, frame.end, 4, nonce, 9);
	frame.associated = NOTHING;
	return true;
};

/** Frame control, product, counter, perhaps address and capability, objects; of version 4 and 5 more of the counter, and a tag. */
const readMiBeacon = (frame: BroadcastFrame, bytes: Uint8Array, address: Uint8Array): boolean => {
	const header = frame.start;
	if (frame.end - header < 5)
		return fail(frame, "sends a MiBeacon that is too short");
	const control = whole(bytes, header, 2), version = control >> 12;
	if ((control & 0x80) !== 0)
		return fail(frame, "sends a MiBeacon of a mesh, which is not known");
	if (version < 2)
		return fail(frame, `sends a MiBeacon of version ${version}; 2 to 5 are known`);
	frame.counter = bytes[header + 4]!;
	frame.start = header + 5;
	if ((control & 0x10) !== 0 && !takeAddress(frame, bytes, address))
		return false;
	if ((control & 0x20) !== 0) {
		// bit 5: one more, on input and output
		frame.start += (bytes[frame.start]! & 0x20) === 0 ? 1 : 2;
		if (frame.start > frame.end)
			return fail(frame, "sends a MiBeacon that is too short");
	}
	if ((control & 0x40) === 0)
		return fail(frame, "");
	if ((control & 0x08) === 0)
		return true;
	if (version < 4)
		return fail(frame, `sends an encrypted MiBeacon of version ${version}, which proves nothing about its sender`);
	// rest of the counter, and tag
	if (frame.end - frame.start < 7)
		return fail(frame, "sends an encrypted packet that is too short");
	frame.end -= 7;
	frame.tag = frame.end + 3;
	frame.encrypted = true;
	frame.counter += whole(bytes, frame.end, 3) * 0x100;
	const nonce = frame.nonce = new Uint8Array(12);
	for (let index = 0; index < ADDRESS_LENGTH; index++)
		nonce[index] = address[ADDRESS_LENGTH - 1 - index]!;
	copy(bytes, header + 2, 3, nonce, 6);
	copy(bytes, frame.end, 3, nonce, 9);
	frame.associated = MIBEACON_ASSOCIATED;
	return true;
};

/** Goes over the sender's address, which must be the one that sends. */
const takeAddress = (frame: BroadcastFrame, bytes: Uint8Array, address: Uint8Array): boolean => {
	if (frame.end - frame.start < ADDRESS_LENGTH)
		return fail(frame, "sends a packet that is too short for its address");
	for (let index = 0; index < ADDRESS_LENGTH; index++) {
		if (bytes[frame.start + index] !== address[ADDRESS_LENGTH - 1 - index])
			return fail(frame, "sends the address of another device");
	}
	frame.start += ADDRESS_LENGTH;
	return true;
};

const whole = (bytes: Uint8Array, at: number, size: number): number => {
	let value = 0;
	for (let index = size - 1; index >= 0; index--)
		value = value * 0x100 + bytes[at + index]!;
	return value;
};

const copy = (bytes: Uint8Array, at: number, size: number, into: Uint8Array, start: number): void => {
	for (let index = 0; index < size; index++)
		into[start + index] = bytes[at + index]!;
};

const fail = (frame: BroadcastFrame, problem: string): false => {
	frame.problem = problem;
	return false;
};
