import config from "mc/config";
import { assembleGateway } from "./modules/device/assembly";
import { loadClientIdentity } from "./modules/device/client-identity";
import { DeviceClock } from "./modules/device/clock";
import { declarations } from "./modules/device/declarations";
import { writeLine } from "./modules/device/system";
import { loadTrustAnchors } from "./modules/device/trust-anchors";
import { formatMistake } from "./modules/configuration/configuration-mistake";
import { parseSettings } from "./modules/configuration/settings-parser";
import type { Account } from "./modules/gateway/account";
import { Log } from "./modules/text/log";

/** A person may open the console at any time. */
const REMIND = 60_000;

/**
 * Composition root: reads the settings, constructs, wires and starts the gateway. With mistakes in the settings it stays
 * up and tells them every minute.
 */
export default function main(): { readonly account?: Account; close(): void } {
	const clock = new DeviceClock();
	const log = new Log(clock, writeLine);
	const parsed = parseSettings(config);
	const trust = loadTrustAnchors();
	const mistakes = "mistakes" in parsed ? parsed.mistakes.map(formatMistake) : [];
	const client = loadClientIdentity();
	if (!("settings" in parsed) || parsed.settings.broker.secure)
		mistakes.push(...trust.mistakes, ...client.mistakes);
	if (mistakes.length || !("settings" in parsed)) {
		const tell = () => {
			log.error("config", `${mistakes.length === 1 ? "a mistake" : `${mistakes.length} mistakes`} in the configuration; nothing runs until they are mended and the firmware is flashed again:`);
			for (const mistake of mistakes)
				log.error("config", mistake);
			alarm = clock.set(tell, REMIND);
		};
		let alarm = clock.set(tell, 0);
		return { close: () => clock.clear(alarm) };
	}
	const configuration = { ...parsed.settings, ...declarations };
	log.level = configuration.log;
	const gateway = assembleGateway({ configuration, anchors: trust.anchors, identity: client.identity, clock, log });
	gateway.start();
	return gateway;
}
