import type { SignatureVerifier } from "../../modules/trust/signature-verifier";

/** Notes what is asked of a verifier of signatures, and asks it again. */
export class SignatureTrace implements SignatureVerifier {
	readonly #questions: (() => unknown)[] = [];
	#signatures: SignatureVerifier;

	constructor(signatures: SignatureVerifier) {
		this.#signatures = signatures;
	}
	get count(): number {
		return this.#questions.length;
	}
	verify(...question: Parameters<SignatureVerifier["verify"]>): boolean {
		this.#questions.push(() => this.#signatures.verify(...question));
		return this.#signatures.verify(...question);
	}
	digest(...question: Parameters<SignatureVerifier["digest"]>): Uint8Array {
		this.#questions.push(() => this.#signatures.digest(...question));
		return this.#signatures.digest(...question);
	}
	repeat(): void {
		for (const ask of this.#questions)
			ask();
	}
}
