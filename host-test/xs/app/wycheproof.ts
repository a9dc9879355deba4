/// <reference path="../../../modules/device/cryptography.d.ts" />
/// <reference path="./hmac.d.ts" />
import { BlockCipher, Digest } from "crypt";
import Curve from "curve";
import { File } from "file";
import GCM from "gcm";
import HMAC from "hmac";
import config from "mc/config";
import { makeBlockCipher } from "../../../modules/device/block-cipher";
import { DeviceSignatures } from "../../../modules/device/signature-verifier";
import { writeLine } from "../../../modules/device/system";
import { DerError, DerReader } from "../../../modules/trust/der-reader";
import { HandshakeViolation } from "../../../modules/trust/handshake-violation";
import { readKeyExchange } from "../../../modules/trust/key-exchange";
import { MessageReader } from "../../../modules/trust/message-reader";
import { type PublicKey, readPublicKey } from "../../../modules/trust/public-key";
import type { HashName } from "../../../modules/trust/signature-algorithm";
import { bytesOf, ccmMistake } from "../../reading/ccm-verdict";

/** Bytes that are read at once. */
const PIECE = 4_096;
const NAMED_CURVE = 3, P256 = 23, P384 = 24, ECDSA_SHA256 = 0x0403;

const signatures = new DeviceSignatures();
let key: PublicKey | undefined;
let name = "", right = 0, total = 0, accepted = 0, acceptable = 0, refused = 0, start = 0;

const buffer = (hex: string): ArrayBuffer => bytesOf(hex).slice().buffer as ArrayBuffer;

/** As certificates are read: what is no key there verifies nothing. */
function takeKey(hex: string): void {
	try {
		const reader = new DerReader(bytesOf(hex));
		key = readPublicKey(reader);
	} catch (error) {
		if (!(error instanceof DerError))
			throw error;
		key = undefined;
	}
}

function verifies(hash: string, [message, signature]: string[], kind: string): boolean {
	return key !== undefined && key.kind === (kind === "rsa" ? "RSA" : "EC") && signatures.verify({ scheme: kind === "rsa" ? "RSA" : "ECDSA", hash: hash as HashName }, key as never, bytesOf(message!), bytesOf(signature!));
}

/** The broker's key share in its message, and what the SDK makes of it. @returns undefined if the share is refused */
function agree(curve: string, [share, secret]: string[]): string | undefined {
	const point = bytesOf(share!), message = Uint8Array.of(NAMED_CURVE, 0, curve === "P-256" ? P256 : P384, point.length, ...point, ECDSA_SHA256 >> 8, ECDSA_SHA256 & 0xff, 0, 0);
	try {
		const { point: taken } = readKeyExchange(new MessageReader(message), "ECDSA"), named = new Curve(curve === "P-256" ? "secp256r1" : "secp384r1") as Curve & {
			dh(secret: ArrayBuffer, point: ArrayBuffer): ArrayBuffer; Z(point: ArrayBuffer): ArrayBuffer;
		};
		return hexOf(new Uint8Array(named.Z(named.dh(buffer(secret!), taken.slice().buffer as ArrayBuffer))));
	} catch (error) {
		if (!(error instanceof HandshakeViolation))
			throw error;
		return undefined;
	}
}

/** As guarded-session.ts opens a record, in place, and the SDK's session seals one: with one object for all records of a key. */
function gcmMistake([secret, nonce, associated, message, ciphertext, tag]: string[], valid: boolean): string {
	const cipher = new (GCM as new (cipher: BlockCipher) => GCM)(new BlockCipher("AES", buffer(secret!)));
	const open = () => {
		const sealed = bytesOf(ciphertext! + tag!), plain = cipher.process(sealed, sealed, buffer(nonce!), buffer(associated!), false) as Uint8Array | undefined;
		return plain && hexOf(plain);
	};
	const seal = () => hexOf(new Uint8Array(cipher.process(bytesOf(message!), null, buffer(nonce!), buffer(associated!), true) as never));
	for (let round = 0; round < 2; round++) {
		const plain = open();
		if (!valid && plain !== undefined)
			return "a wrong tag is taken";
		if (valid && plain !== message)
			return plain === undefined ? "a good tag is refused" : "the plaintext is wrong";
		if ((seal() === ciphertext! + tag!) !== valid)
			return valid ? "the ciphertext is wrong" : "a wrong tag is made";
	}
	return "";
}

function hexOf(bytes: Uint8Array): string {
	let text = "";
	for (const byte of bytes)
		text += (byte < 16 ? "0" : "") + byte.toString(16);
	return text;
}

/** What is wrong, "" if nothing is. */
function mistakeOf(kind: string, of: string, verdict: string, parts: string[]): string {
	const valid = verdict === "valid";
	switch (kind) {
		case "ecdsa": case "rsa":
			return told(verdict, verifies(of, parts, kind));
		case "ecdh": {
			const shared = agree(of, parts);
			return shared !== undefined && verdict !== "invalid" && verdict !== "refused" && shared !== parts[2] ? "the shared secret is wrong" : told(verdict, shared !== undefined);
		}
		case "gcm":
			return gcmMistake(parts, valid);
		case "ccm":
			return ccmMistake([0, ...parts, valid] as never, makeBlockCipher);
		default: {
			const [secret, message, tag] = parts, made = hexOf(new Uint8Array(new HMAC(new Digest("SHA256"), buffer(secret!)).process(buffer(message!))));
			return told(verdict, made.slice(0, tag!.length) === tag);
		}
	}
}

function told(verdict: string, good: boolean): string {
	if (verdict === "acceptable") {
		acceptable++;
		if (good)
			accepted++;
		return "";
	}
	if (verdict === "refused")
		refused++;
	return good === (verdict === "valid") ? "" : good ? "is taken" : "is refused";
}

function tell(): void {
	if (name !== "")
		writeLine(`${name} ${right} of ${total}, ${accepted} of ${acceptable} acceptable taken, ${refused} good ones refused, ${Date.now() - start} ms`);
	right = total = accepted = acceptable = refused = 0;
	start = Date.now();
}

function takeLine(line: string): void {
	const [kind, of, number, verdict, ...parts] = line.split(" ").map(part => part === "-" ? "" : part);
	if (kind === "file") {
		tell();
		name = of!;
	}
	else if (kind === "key")
		takeKey(of!);
	else {
		const mistake = mistakeOf(kind!, of!, verdict!, parts);
		total++;
		if (mistake === "")
			right++;
		else
			writeLine(`wrong: ${name} ${number} ${mistake}`);
	}
}

/** Reads the lines of the file that the key `vectors` names; one of the console for each that is not as it should be. */
export default function main(): void {
	const file = new File(config.vectors as string);
	let rest = "";
	for (let left = file.length; left > 0; left -= PIECE) {
		const lines = (rest + file.read(String, Math.min(PIECE, left))).split("\n");
		rest = lines.pop()!;
		for (const line of lines)
			takeLine(line);
	}
	tell();
	file.close();
	writeLine("done");
}
