import type { OpenLink } from "../broker/broker-link";
import type { DeviceMemory } from "../peripheral/device-memory";
import type { Radio } from "../peripheral/radio";
import type { BlockCipherMaker } from "../reading/block-cipher";
import type { CounterMemory } from "../reading/counter-memory";
import type { MakeStore } from "../reading/reading-store";
import type { Clock, Random } from "../text/clock";
import type { Log } from "../text/log";
import type { Health } from "./health";
import type { TimeSource, WiFiStation } from "./network";

/** What the gateway needs of the world. */
export interface Platform {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly wifi: WiFiStation;
	readonly time: TimeSource;
	readonly radio: Radio;
	readonly health: Health;
	/** Which device is whose, across restarts. */
	readonly memory: DeviceMemory;
	/** How far senders with a bind key have counted, across restarts. */
	readonly counters: CounterMemory;
	/** AES, for what is sent encrypted. */
	readonly makeCipher: BlockCipherMaker;
	readonly openLink: OpenLink;
	/** The journal in flash. */
	readonly makeStore: MakeStore;
	/** MAC address of the Wi-Fi station. */
	readonly mac: string;
	/** The time is known to be good (milliseconds since 1970): no server will set the clock before it. */
	keepTime(time: number): void;
	/** Restarts the firmware. */
	restart(): void;
}
