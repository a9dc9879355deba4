import config from "mc/config";
import { loadClientIdentity } from "./modules/device/client-identity";
import { DeviceClock } from "./modules/device/clock";
import { declarations } from "./modules/device/declarations";
import { StoredDeviceMemory } from "./modules/device/device-memory";
import { makeJournal } from "./modules/device/journal-store";
import { MQTTLink } from "./modules/device/mqtt-link";
import { BLERadio } from "./modules/device/radio";
import { SessionCache } from "./modules/device/session-cache";
import { restart, writeLine } from "./modules/device/system";
import { TimeFloor } from "./modules/device/time-floor";
import { DeviceTimeSource } from "./modules/device/time-source";
import { loadTrustAnchors } from "./modules/device/trust-anchors";
import { DeviceWiFi } from "./modules/device/wifi";
import { formatMistake } from "./modules/configuration/configuration-mistake";
import { parseSettings } from "./modules/configuration/settings-parser";
import type { Account } from "./modules/gateway/account";
import { Gateway } from "./modules/gateway/gateway";
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
	const { broker, connections, pass, pin: pins, scan, user } = configuration;
	log.level = configuration.log;
	const wifi = new DeviceWiFi(clock);
	const now = () => Date.now();
	const secure = broker.secure ? { anchors: trust.anchors, pins, identity: client.identity, cache: new SessionCache(now), now } : undefined;
	const link = { clock, broker, user, pass, secure };
	const floor = new TimeFloor(problem => log.error("time", problem));
	const gateway = new Gateway(configuration, {
		clock,
		random: Math.random,
		log,
		wifi,
		time: new DeviceTimeSource(clock, floor),
		radio: new BLERadio({ clock, scan, maximumConnections: connections }),
		memory: new StoredDeviceMemory(problem => log.warning("ble", problem)),
		openLink: (options, events) => new MQTTLink(link, options, events),
		makeStore: makeJournal,
		mac: wifi.mac,
		keepTime: time => floor.raise(time),
		restart,
	});
	gateway.start();
	return gateway;
}
