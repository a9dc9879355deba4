import { sameRange } from "./octets";

/**
 * Object identifiers as their DER content. Arrays and not Uint8Arrays, because those can't be frozen and a
 * preloaded module's tables have to be (they then stay in flash).
 */
export const IDENTIFIERS = Object.freeze({
	rsaEncryption: Object.freeze([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]),
	rsaPss: Object.freeze([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10]),
	ecPublicKey: Object.freeze([0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]),
	p256: Object.freeze([0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]),
	p384: Object.freeze([0x2b, 0x81, 4, 0, 34]),
	authorityInfoAccess: Object.freeze([0x2b, 6, 1, 5, 5, 7, 1, 1]),
	serverAuth: Object.freeze([0x2b, 6, 1, 5, 5, 7, 3, 1]),
});

/** True where the content of an OBJECT IDENTIFIER, bytes `start` to `end`, is this one. */
export const isIdentifier = (bytes: Uint8Array, start: number, end: number, identifier: readonly number[]): boolean => {
	return end - start === identifier.length && sameRange(bytes, start, identifier, 0, identifier.length);
};

/** "1.2.840.113549.1.1.11"; for messages only. Stops after 64 characters with an ellipsis. */
export const identifierText = (bytes: Uint8Array, start: number, end: number): string => {
	let text = "", component = 0;
	for (let i = start; i < end; i++) {
		component = component * 128 + (bytes[i]! & 0x7f);
		if (bytes[i]! >= 0x80)
			continue;
		if (text === "") {
			const root = Math.min(2, Math.floor(component / 40));
			text = `${root}.${component - root * 40}`;
		}
		else if (text.length > 64)
			return text + ".…";
		else
			text += "." + component;
		component = 0;
	}
	return text;
};
