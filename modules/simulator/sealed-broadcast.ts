import { AesCcm } from "../reading/aes-ccm";
import { AesBlock } from "./aes-block";

const TAG = 4;
/** In BTHome's device information, and in MiBeacon's frame control. */
const ENCRYPTED = 1, MIBEACON_ENCRYPTED = 0x08, HAS_ADDRESS = 0x10, HAS_CAPABILITY = 0x20;
const BTHOME = Object.freeze([0xd2, 0xfc]), MIBEACON_ASSOCIATED = Object.freeze([0x11]);

/**
 * Service data of BTHome 2 as a device with a key sends it.
 * @param address 6 bytes, little-endian
 * @param plain device information and objects
 * @param counter 32 bits
 */
export function sealBTHome(key: Uint8Array, address: Uint8Array, plain: Uint8Array, counter: number): Uint8Array {
	const information = plain[0]! | ENCRYPTED, count = littleEndian(counter, 4);
	const nonce = Uint8Array.of(...address.slice().reverse(), ...BTHOME, information, ...count);
	const sealed = seal(key, nonce, [], plain.subarray(1));
	return Uint8Array.of(information, ...sealed.subarray(0, -TAG), ...count, ...sealed.subarray(-TAG));
}

/**
 * The same of MiBeacon 4 and 5.
 * @param plain frame control, product, a byte for the counter, perhaps address and capability, then the object
 */
export function sealMiBeacon(key: Uint8Array, address: Uint8Array, plain: Uint8Array, counter: number): Uint8Array {
	const frame = plain.slice();
	frame[0]! |= MIBEACON_ENCRYPTED;
	frame[4] = counter & 0xff;
	const start = 5 + (frame[0]! & HAS_ADDRESS ? 6 : 0) + (frame[0]! & HAS_CAPABILITY ? 1 : 0), rest = littleEndian(counter, 4).subarray(1);
	const nonce = Uint8Array.of(...address, ...frame.subarray(2, 5), ...rest);
	const sealed = seal(key, nonce, MIBEACON_ASSOCIATED, frame.subarray(start));
	return Uint8Array.of(...frame.subarray(0, start), ...sealed.subarray(0, -TAG), ...rest, ...sealed.subarray(-TAG));
}

function seal(key: Uint8Array, nonce: Uint8Array, associated: readonly number[], plain: Uint8Array): Uint8Array {
	const into = new Uint8Array(plain.length + TAG);
	new AesCcm().seal(new AesBlock(key), nonce, associated, plain, 0, plain.length, TAG, into);
	return into;
}

function littleEndian(value: number, size: number): Uint8Array {
	return Uint8Array.from({ length: size }, (_byte, index) => value / 0x100 ** index & 0xff);
}
