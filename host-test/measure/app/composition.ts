import { assembleGateway } from "../../../modules/device/assembly";
import { DeviceClock } from "../../../modules/device/clock";
import type { Declarations } from "../../../modules/configuration/configuration";
import { formatMistake } from "../../../modules/configuration/configuration-mistake";
import { parseSettings } from "../../../modules/configuration/settings-parser";
import type { Gateway } from "../../../modules/gateway/gateway";
import type { Radio } from "../../../modules/peripheral/radio";
import type { Clock } from "../../../modules/text/clock";
import { Log } from "../../../modules/text/log";
import { readTrustAnchor } from "../../../modules/trust/trust-anchor";

export interface Parts {
	readonly config: Readonly<Record<string, unknown>>;
	/** What `declare` makes of it. In the firmware they lie in flash. */
	readonly declarations: Declarations;
	/** Trust anchors, DER. */
	readonly anchors: readonly Uint8Array[];
	/** Gets the console's lines. */
	readonly write: (line: string) => void;
	/** In place of the firmware's own. */
	readonly radio?: (clock: Clock) => Radio;
}

/** What main.ts does, with a configuration and trust anchors that need not be built in, and on request another radio. */
export function compose({ config, declarations, anchors, radio, write }: Parts): Gateway {
	const clock = new DeviceClock();
	const log = new Log(clock, write);
	const parsed = parseSettings(config);
	if (!("settings" in parsed))
		throw new Error(parsed.mistakes.map(formatMistake).join("; "));
	const configuration = { ...parsed.settings, ...declarations };
	log.level = configuration.log;
	const trusted = anchors.map(bytes => readTrustAnchor(bytes).anchor!);
	return assembleGateway({ configuration, anchors: trusted, identity: undefined, clock, log, ...radio && { radio: radio(clock) } });
}
