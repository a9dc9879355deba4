import { DeviceClock } from "../../../modules/device/clock";
import { StoredDeviceMemory } from "../../../modules/device/device-memory";
import { makeJournal } from "../../../modules/device/journal-store";
import { MQTTLink } from "../../../modules/device/mqtt-link";
import { BLERadio } from "../../../modules/device/radio";
import { SessionCache } from "../../../modules/device/session-cache";
import { restart } from "../../../modules/device/system";
import { TimeFloor } from "../../../modules/device/time-floor";
import { DeviceTimeSource } from "../../../modules/device/time-source";
import { DeviceWiFi } from "../../../modules/device/wifi";
import { readTrustAnchor } from "../../../modules/trust/trust-anchor";
import type { Clock } from "../../../modules/text/clock";
import { formatMistake } from "../../../modules/configuration/configuration-mistake";
import type { Declarations } from "../../../modules/configuration/configuration";
import { parseSettings } from "../../../modules/configuration/settings-parser";
import { Gateway } from "../../../modules/gateway/gateway";
import { Log } from "../../../modules/text/log";
import type { Radio } from "../../../modules/peripheral/radio";

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
	const { broker, connections, pass, pin: pins, scan, user } = configuration;
	log.level = configuration.log;
	const wifi = new DeviceWiFi(clock);
	const now = () => Date.now();
	const secure = broker.secure ? { anchors: anchors.map(bytes => readTrustAnchor(bytes).anchor!), pins, identity: undefined, cache: new SessionCache(now), now } : undefined;
	const link = { clock, broker, user, pass, secure };
	const floor = new TimeFloor(problem => log.error("time", problem));
	return new Gateway(configuration, {
		clock,
		random: Math.random,
		log,
		wifi,
		time: new DeviceTimeSource(clock, floor),
		radio: radio?.(clock) ?? new BLERadio({ clock, scan, maximumConnections: connections }),
		memory: new StoredDeviceMemory(problem => log.warning("ble", problem)),
		openLink: (options, events) => new MQTTLink(link, options, events),
		makeStore: makeJournal,
		mac: wifi.mac,
		keepTime: time => floor.raise(time),
		restart,
	});
}
