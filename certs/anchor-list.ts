import { ANCHOR_NAMES, type AnchorFolder } from "./anchor-folder";
import { certificateFacts, fact } from "./certificate-tree";
import { fingerprint } from "./fingerprint";
import type { Terminal } from "./terminal";
import { expiryWarning } from "./validity-text";

/** Shows what is embedded in the gateway. @returns whether the gateway could verify anything with it, and nothing is wrong */
export function listAnchors(folder: AnchorFolder, now: number, terminal: Terminal): boolean {
	const { palette } = terminal;
	let usable = 0, mistakes = 0;
	for (const { anchor, label, mistake, name } of folder.read()) {
		terminal.say(`${palette.bold(label)}, ${ANCHOR_NAMES[name]}`);
		if (mistake !== undefined) {
			mistakes++;
			terminal.bad("wrong", mistake);
		}
		else if (!anchor)
			terminal.say("   not there");
		else {
			const { certificate } = anchor;
			terminal.say(...[
				fact("subject", certificate.subjectText, palette),
				...certificateFacts(certificate, now, palette),
				fact("SHA-256", fingerprint(certificate.der), palette),
				fact("size", `${certificate.der.length} bytes of flash`, palette),
			].map(line => `   ${line}`));
			const warning = expiryWarning(label, certificate, now);
			if (warning !== undefined)
				terminal.warn(warning);
			if (now < certificate.notBefore || now > certificate.notAfter)
				terminal.bad("unusable", `${label} verifies nothing at this time.`);
			else
				usable++;
		}
	}
	if (!usable)
		terminal.bad("no trust anchor", "without one the gateway connects to no broker with mqtts://. Add --save to a call with the broker's URL.");
	return usable > 0 && !mistakes;
}
