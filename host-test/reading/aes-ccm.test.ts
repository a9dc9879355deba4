import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CCM_VECTORS, type CcmVector } from "./ccm-vectors";
import { ccmMistake } from "./ccm-verdict";
import { makeBlockCipher } from "./node-cipher";

/** A checkout of C2SP/wycheproof: all of its vectors, not only the selection. */
const { WYCHEPROOF } = process.env;

interface Groups {
	readonly testGroups: readonly { readonly tests: readonly Record<string, string & number>[] }[];
}

function mistakes(vectors: readonly CcmVector[]): string[] {
	return vectors.map(vector => [vector[0], ccmMistake(vector, makeBlockCipher)] as const).filter(([, mistake]) => mistake !== "").map(one => one.join(": "));
}

test("Wycheproof's vectors, both ways", () => {
	expect(mistakes(CCM_VECTORS)).toEqual([]);
	expect(CCM_VECTORS.filter(vector => vector[7]).length).toBeGreaterThan(20);
	expect(CCM_VECTORS.filter(vector => !vector[7]).length).toBeGreaterThan(20);
});

(WYCHEPROOF ? test : test.skip)("all of Wycheproof's, where WYCHEPROOF names its folder", () => {
	const file = join(WYCHEPROOF!, "testvectors_v1/aes_ccm_test.json");
	expect(existsSync(file)).toBe(true);
	const vectors = (JSON.parse(readFileSync(file, "utf8")) as Groups).testGroups.flatMap(({ tests }) => tests)
		.map(({ tcId, key, iv, aad, msg, ct, tag, result }): CcmVector => [tcId!, key!, iv!, aad!, msg!, ct!, tag!, result === "valid"]);
	expect(vectors.length).toBeGreaterThan(500);
	expect(mistakes(vectors)).toEqual([]);
});

test("a vector that is changed in one bit, anywhere, is refused", () => {
	const [number, key, nonce, associated, message, ciphertext, tag] = CCM_VECTORS.find(vector => vector[7] && vector[3] !== "" && vector[5] !== "")!;
	for (const part of [0, 1, 2, 3]) {
		const parts = [nonce, associated, ciphertext, tag], changed = parts[part]!;
		parts[part] = changed.slice(0, -1) + (parseInt(changed.slice(-1), 16) ^ 1).toString(16);
		expect(ccmMistake([number, key, parts[0]!, parts[1]!, message, parts[2]!, parts[3]!, false], makeBlockCipher)).toBe("");
	}
});
