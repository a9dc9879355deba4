import { createHash } from "node:crypto";
import { DerReader } from "../../modules/trust/der-reader";
import { readEcdsaSignature } from "../../modules/trust/ecdsa-signature";
import { HandshakeViolation } from "../../modules/trust/handshake-violation";
import { readKeyExchange } from "../../modules/trust/key-exchange";
import { MessageReader } from "../../modules/trust/message-reader";
import { readPublicKey, type RsaKey } from "../../modules/trust/public-key";
import type { SignatureAlgorithm } from "../../modules/trust/signature-algorithm";
import type { SignatureVerifier } from "../../modules/trust/signature-verifier";
import { bytesOf } from "../devices/library-stage";
import { wycheproofLines } from "./wycheproof";
import { WYCHEPROOF_LINES } from "./wycheproof-selection";

/** A checkout of C2SP/wycheproof: all of its vectors, not only the selection. On XS they run with the SDK's mathematics, too (host-test/xs). */
const { WYCHEPROOF } = process.env;

interface Row {
	readonly of: string;
	readonly number: string;
	readonly verdict: string;
	readonly parts: readonly string[];
	readonly key: string;
}

const rows = new Map<string, Row[]>();
let signatures: SignatureVerifier;

beforeAll(() => {
	let key = "";
	for (const line of WYCHEPROOF ? wycheproofLines(WYCHEPROOF) : WYCHEPROOF_LINES) {
		const [kind, of, number, verdict, ...parts] = line.split(" ").map(part => part === "-" ? "" : part) as [string, string, string, string];
		if (kind === "key")
			key = of;
		else if (kind !== "file")
			rows.set(kind, [...rows.get(kind) ?? [], { of, number, verdict, parts, key }]);
	}
	// XS's own, and the SDK's hash; of curves nothing is used here
	Object.assign(BigInt, { fromArrayBuffer: (buffer: ArrayBuffer) => BigInt(`0x${Buffer.from(buffer).toString("hex")}`) });
	Object.assign(ArrayBuffer, { fromBigInt: (value: bigint, minimum = 0) => Uint8Array.from(Buffer.from(value.toString(16).padStart(2 * minimum, "0"), "hex")).buffer });
	jest.doMock("crypt", () => ({
		Digest: class {
			#hash;
			constructor(name: string) {
				this.#hash = createHash(name);
			}
			write(bytes: Uint8Array): void {
				this.#hash.update(bytes);
			}
			close(): ArrayBuffer {
				return Uint8Array.from(this.#hash.digest()).buffer;
			}
		},
	}), { virtual: true });
	for (const name of ["curve", "ecp", "modular"])
		jest.doMock(name, () => ({}), { virtual: true });
	const { DeviceSignatures } = jest.requireActual<{ DeviceSignatures: new () => SignatureVerifier }>("../../modules/device/signature-verifier");
	signatures = new DeviceSignatures();
});
afterAll(() => {
	Reflect.deleteProperty(BigInt, "fromArrayBuffer");
	Reflect.deleteProperty(ArrayBuffer, "fromBigInt");
});

test("RSA signatures are taken and refused as the vectors say", () => {
	const wrong = rows.get("rsa")!.filter(({ key, of, parts: [message, signature], verdict }) => {
		const algorithm = { scheme: "RSA", hash: of } as SignatureAlgorithm;
		const good = signatures.verify(algorithm, readPublicKey(new DerReader(bytesOf(key))) as RsaKey, bytesOf(message!), bytesOf(signature!));
		// "acceptable" is a DigestInfo without NULL, which RFC 8017 does not have
		return good !== (verdict === "valid");
	});
	expect(wrong.map(({ of, number }) => `${of} ${number}`)).toEqual([]);
});

test("of good ECDSA signatures the encoding is taken", () => {
	expect(rows.get("ecdsa")!.filter(({ parts, verdict }) => verdict === "valid" && !readEcdsaSignature(bytesOf(parts[1]!))).map(({ number }) => number)).toEqual([]);
});

test("a key share that is not a point of its curve is refused before anything is multiplied", () => {
	const isTaken = (of: string, share: Uint8Array): boolean => {
		try {
			readKeyExchange(new MessageReader(Uint8Array.of(3, 0, of === "P-256" ? 23 : 24, share.length, ...share, 4, 3, 0, 0)), "ECDSA");
			return true;
		} catch (error) {
			expect(error).toBeInstanceOf(HandshakeViolation);
			return false;
		}
	};
	expect(rows.get("ecdh")!.filter(({ of, parts: [share], verdict }) => isTaken(of, bytesOf(share!)) !== (verdict === "valid")).map(({ of, number }) => `${of} ${number}`)).toEqual([]);
});

test("there are good and bad ones of each kind", () => {
	for (const kind of ["rsa", "ecdsa", "ecdh", "gcm", "hmac"])
		expect([kind, ...new Set(rows.get(kind)!.map(({ verdict }) => verdict))]).toEqual(expect.arrayContaining(["valid", "invalid"]));
});
