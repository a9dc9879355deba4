import type { Notice } from "../broker/notice";
import type { PeripheralConfiguration } from "../configuration/configuration";
import { ONLINE, OFFLINE } from "../broker/announcer";
import type { Central } from "../peripheral/central";
import type { Presence } from "../peripheral/presence";
import type { Clock } from "../text/clock";

/** Behind `<prefix>/<peripheral>`: whether it is there, and more about that. */
export const STATUS = "/status", LINK = "/link";

export interface PeripheralNoticeOptions {
	readonly clock: Clock;
	readonly prefix: string;
	readonly peripherals: readonly PeripheralConfiguration[];
	readonly presence: Presence;
	readonly central: Pick<Central, "connectedToday">;
}

/** Tells of each peripheral whether it is there (message 2n), and since when, how well it is heard and so on (2n + 1). */
export class PeripheralNotice implements Notice {
	readonly first = false;
	private _options: PeripheralNoticeOptions;

	constructor(options: PeripheralNoticeOptions) {
		this._options = options;
	}
	get messages(): number {
		return 2 * this._options.peripherals.length;
	}
	topic(index: number): string {
		const { peripherals, prefix } = this._options;
		return `${prefix}/${peripherals[index >> 1]!.name}${index & 1 ? LINK : STATUS}`;
	}
	text(index: number): string {
		const { central, clock, presence } = this._options, peripheral = index >> 1;
		if (!(index & 1))
			return presence.isOnline(peripheral) ? ONLINE : OFFLINE;
		const { ticks, time } = clock, since = time === undefined ? "null" : `"${new Date(time - ticks + presence.since(peripheral)).toISOString()}"`;
		return `{"since":${since},"signal":${presence.signal(peripheral) ?? "null"},"reason":${JSON.stringify(presence.reason(peripheral))},` +
			`"connected":${central.connectedToday(peripheral)}}`;
	}
}
