import type { Notice } from "../broker/notice";
import type { BrokerSession } from "../broker/broker-session";
import type { Clock } from "../text/clock";
import type { AccountBook } from "./account";
import type { Health, MemoryUse } from "./health";
import type { WiFiStation } from "./network";
import { VERSION } from "./version";

const DAY = 86_400_000;

export interface GatewayStatusOptions {
	readonly clock: Clock;
	readonly health: Health;
	readonly wifi: WiFiStation;
	readonly book: AccountBook;
	readonly session: Pick<BrokerSession, "expiry">;
}

/** How the gateway is, as JSON: below its status each minute, and the answer to the command `status`. */
export class GatewayStatus implements Notice {
	readonly messages = 1;
	readonly first = false;
	private _options: GatewayStatusOptions;

	constructor(options: GatewayStatusOptions) {
		this._options = options;
	}
	topic(_index: number, status: string): string {
		return status + "/gateway";
	}
	text(): string {
		const { book, clock, health, wifi } = this._options, { status } = wifi;
		return `{"uptime":${Math.round(clock.ticks / 1_000)},"firmware":"${VERSION}","sdk":"${health.sdk}","reset":"${health.resetReason}",` +
			`"wifi":${status ? `{"address":"${status.address}","signal":${status.rssi ?? "null"}}` : "null"},` +
			`"xs":{"slots":${useText(health.slots)},"chunks":${useText(health.chunks)},"stack":${useText(health.stack)}},` +
			`"heap":{"free":${health.heapFree},"least":${health.heapLeast},"largest":${health.heapLargest}},` +
			`"certificate":${this.certificate},"readings":${book.text()}}`;
	}
	/** The one that expires first of all that the trust in the broker rests on. */
	private get certificate(): string {
		const { clock: { time }, session: { expiry } } = this._options;
		return !expiry || time === undefined ? "null" :
			`{"subject":${JSON.stringify(expiry.subject)},"expires":"${new Date(expiry.notAfter).toISOString()}","days":${Math.floor((expiry.notAfter - time) / DAY)}}`;
	}
}

const useText = (use: MemoryUse | undefined): string => {
	return use ? `{"used":${use.used},"most":${use.most}}` : "null";
};
