import type { ChainVerdict } from "../modules/trust/chain-verifier";
import { describeReason } from "../modules/trust/reason-text";
import type { AnchorFolder, AnchorName } from "./anchor-folder";
import { findAnchor, judge, type Candidate, type ChainQuestion } from "./anchor-search";
import { askBroker, type BrokerAnswer } from "./broker-probe";
import type { CertificateArguments } from "./certificate-arguments";
import { nodeRoots, readCandidates, SENT, sentRoots } from "./certificate-source";
import { chainLines } from "./certificate-tree";
import { fingerprint } from "./fingerprint";
import { SUITES } from "./gateway-hello";
import type { Terminal } from "./terminal";
import { expiryWarning, timeText } from "./validity-text";
import { whatItLacks } from "./wider-offer";

export interface ReportOptions extends Omit<CertificateArguments, "broker" | "folder"> {
	readonly broker: NonNullable<CertificateArguments["broker"]>;
	readonly folder: AnchorFolder;
	/** Milliseconds; the gateway's own unless given. */
	readonly deadline: number | undefined;
}

/** Asks a broker, shows what it sent, and says what the gateway would. @returns whether it is accepted, or the root saved */
export async function reportBroker(options: ReportOptions, terminal: Terminal): Promise<boolean> {
	const { authorities, broker: { host, name, port }, deadline, folder, now } = options;
	const given = authorities === undefined ? undefined : readCandidates("--cafile", authorities);
	given?.skipped.forEach(text => terminal.warn(`passed over: ${text}`));
	const answer = await askBroker({ host, port, serverName: name, deadline });
	reportConnection(options, answer, terminal);
	const { chain, failure } = answer;
	if (!chain) {
		terminal.bad("refused", `${failure!.message}.`);
		if (failure!.rebuffed)
			terminal.say(await whatItLacks({ host, port, serverName: name, deadline }));
		return false;
	}
	const question: ChainQuestion = { chain, host: name, now };
	const embedded = folder.candidates();
	const known = findAnchor(question, embedded);
	const root = given ? findAnchor(question, given.candidates) : known ?? findAnchor(question, nodeRoots()) ?? findAnchor(question, sentRoots(chain));
	terminal.say(`${chain.length === 1 ? "1 certificate" : `${chain.length} certificates`}, as the broker sent ${chain.length === 1 ? "it" : "them"}:`, "");
	terminal.say(...chainLines(chain, known ?? root, now, terminal.palette), "");

	for (const { mistake } of folder.read()) {
		if (mistake !== undefined)
			terminal.bad("wrong", mistake);
	}
	const verdict = judge(question, embedded);
	const accepted = reportVerdict(verdict, embedded, now, terminal) && !failure;
	if (failure)
		terminal.bad("refused", `${failure.message}.`);
	const future = root && root !== known ? judge(question, [root]) : undefined;
	if (future)
		reportRoot(root!, future, verdict.accepted, options.save, terminal);
	else if (given && !root)
		reportMissing(judge(question, given.candidates), authorities!, terminal);
	else if (!root && !verdict.accepted && verdict.reason.code === "issuer unknown")
		terminal.say("Its root is neither in Node's root store nor among what the broker sent: give it with --cafile.");
	return options.save ? save(options, options.save, failure ? undefined : root, root && (future ?? judge(question, [root])), terminal) : accepted;
}

function reportConnection({ broker, now }: ReportOptions, { address, asksForCertificate, chain, suite }: BrokerAnswer, terminal: Terminal): void {
	const { host, name, port } = broker, { bold } = terminal.palette;
	const place = `${host.includes(":") ? `[${host}]` : host}:${port}`;
	terminal.say(`${bold(`mqtts://${place}`)}${address === undefined || address === host ? "" : ` at ${address}`}, ` +
		`${name === host ? "" : `checked for ${name}, `}${timeText(now)}`);
	if (suite && chain)
		terminal.say(`TLS 1.2 with ${SUITES[suite]}: shared with the gateway.`);
	if (asksForCertificate)
		terminal.say("It asks for a client certificate; whether it insists shows only when the gateway connects.");
}

function reportVerdict(verdict: ChainVerdict, embedded: readonly Candidate[], now: number, terminal: Terminal): boolean {
	if (!verdict.accepted) {
		terminal.bad("refused", describeReason(verdict.reason));
		return false;
	}
	const { anchor, expiry } = verdict, { source } = embedded.find(each => each.anchor === anchor)!;
	terminal.good("accepted", `verified by ${source} (${anchor.name}). What has to be renewed first is ${expiry.subject}, by ${timeText(expiry.notAfter)}.`);
	const warning = expiryWarning(expiry.subject, expiry, now);
	if (warning !== undefined)
		terminal.warn(warning);
	return true;
}

/** A root that isn't embedded, or not yet. */
function reportRoot({ anchor, source }: Candidate, future: ChainVerdict, accepted: boolean, saving: AnchorName | undefined, terminal: Terminal): void {
	const root = `${anchor.name} (${source})`;
	if (!future.accepted)
		terminal.bad("refused", `even with its root, ${root}: ${describeReason(future.reason)}`);
	else if (accepted)
		terminal.say(`The chain leads to ${root}, too.${saving ? "" : " --save-next makes it the next trust anchor, for a rollover."}`);
	else
		terminal.say(`The chain leads to ${root}: with it as trust anchor the gateway would accept the broker.${saving ? "" : " --save makes it that."}`);
}

function reportMissing(verdict: ChainVerdict, path: string, terminal: Terminal): void {
	if (!verdict.accepted)
		terminal.say(`Nothing in ${path} verifies it: ${describeReason(verdict.reason)}`);
}

function save({ folder, force }: ReportOptions, name: AnchorName, root: Candidate | undefined, verdict: ChainVerdict | undefined, terminal: Terminal): boolean {
	if (!root || !verdict?.accepted) {
		terminal.bad("not saved", "only a root with which the gateway would accept the broker is worth trusting.");
		return false;
	}
	const { saved, message } = folder.save(name, root.anchor, force);
	if (!saved)
		terminal.bad("not saved", message);
	else {
		terminal.good("saved", `${root.anchor.name} (${root.source}). ${message}`);
		terminal.say(`SHA-256 ${fingerprint(root.anchor.certificate.der)}`);
		if (!root.embedded)
			terminal.warn("compare this fingerprint with what the CA says, over another channel. TLS cannot vouch for a root that was just fetched" +
				`${root.source === SENT ? ", least of all for one that the broker itself sent" : ""}.`);
	}
	return saved;
}
