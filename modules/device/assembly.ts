import type { Configuration } from "../configuration/configuration";
import { Gateway } from "../gateway/gateway";
import type { Radio } from "../peripheral/radio";
import type { Clock } from "../text/clock";
import type { Log } from "../text/log";
import type { TrustAnchor } from "../trust/trust-anchor";
import { makeBlockCipher } from "./block-cipher";
import type { ClientIdentity } from "./client-identity";
import { ChipHealth } from "./chip-health";
import { StoredCounterMemory } from "./counter-memory";
import { StoredDeviceMemory } from "./device-memory";
import { makeJournal } from "./journal-store";
import { MQTTLink } from "./mqtt-link";
import { BLERadio } from "./radio";
import { SessionCache } from "./session-cache";
import { restart } from "./system";
import { TimeFloor } from "./time-floor";
import { DeviceTimeSource } from "./time-source";
import { DeviceWiFi } from "./wifi";

export interface Parts {
	readonly configuration: Configuration;
	readonly anchors: readonly TrustAnchor[];
	/** The gateway's own certificate, if it has one. */
	readonly identity: ClientIdentity | undefined;
	readonly clock: Clock;
	readonly log: Log;
	/** The chip's unless given. */
	readonly radio?: Radio;
}

/** The gateway on the chip's hardware: constructs and wires, and starts nothing. */
export function assembleGateway({ anchors, clock, configuration, identity, log, radio }: Parts): Gateway {
	const { broadcasters, broker, connections, pass, pin: pins, scan, user } = configuration;
	const wifi = new DeviceWiFi(clock);
	const now = () => Date.now();
	const secure = broker.secure ? { anchors, pins, identity, cache: new SessionCache(now), now } : undefined;
	const link = { clock, broker, user, pass, secure };
	const floor = new TimeFloor(problem => log.error("time", problem));
	return new Gateway(configuration, {
		clock,
		random: Math.random,
		log,
		wifi,
		time: new DeviceTimeSource(clock, floor),
		radio: radio ?? new BLERadio({ clock, scan, repeats: broadcasters.length > 0, maximumConnections: connections }),
		health: new ChipHealth(),
		memory: new StoredDeviceMemory(problem => log.warning("ble", problem)),
		counters: new StoredCounterMemory(problem => log.warning("air", problem)),
		makeCipher: makeBlockCipher,
		openLink: (options, events) => new MQTTLink(link, options, events),
		makeStore: makeJournal,
		mac: wifi.mac,
		keepTime: time => floor.raise(time),
		restart,
	});
}
