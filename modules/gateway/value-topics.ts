import type { ValueConfiguration } from "../configuration/configuration";
import { CHARACTERISTIC_ROW } from "../configuration/layout-table";
import { ASSIGNED_NAMES } from "../devices/assigned-names";
import { LIBRARY } from "../devices/library";
import type { DiscoveredTable } from "../peripheral/discovered-table";
import { assignedName } from "../reading/assigned-name";
import { ByteText } from "../text/byte-text";
import { formatUUID } from "../text/uuid";

/** Of values that do not say. */
const EXPIRE_AFTER = 60_000;

/**
 * Where values are published, and in what form: declared ones as they say, and what discovery found by the SIG's name or
 * else the UUID of the characteristic. The library's layouts are objects, other bytes are hexadecimal.
 */
export class ValueTopics {
	private _values: readonly ValueConfiguration[];
	private _discovered: DiscoveredTable | undefined;
	/** By row of what was discovered, once asked for. */
	private _topics: string[] = [];
	private _layouts: number[] = [];

	/** @param values by channel */
	constructor(values: readonly ValueConfiguration[], discovered: DiscoveredTable | undefined) {
		this._values = values;
		this._discovered = discovered;
	}
	topic(channel: number): string {
		const { topic } = this._values[channel]!, row = this._discovered?.row(channel) ?? -1;
		return row < 0 ? topic : this._topics[row] ??= this.makeTopic(topic, this._discovered!.characteristic(channel)!);
	}
	isJSON(channel: number): boolean {
		return this._values[channel]!.json || this.layout(channel) >= 0;
	}
	/** Milliseconds after which a reading of that topic is late. */
	expireAfter(topic: string): number {
		const values = this._values;
		for (let i = 0; i < values.length; i++) {
			if (values[i]!.expireAfter && values[i]!.topic === topic)
				return values[i]!.expireAfter;
		}
		return EXPIRE_AFTER;
	}
	/** Of what was discovered: where the library's layout begins; -1 if it has none, and of declared values. */
	layout(channel: number): number {
		const row = this._discovered?.row(channel) ?? -1;
		return row < 0 ? -1 : this._layouts[row] ??= layoutOf(this._discovered!.characteristic(channel)!);
	}
	/** A declared value that has the name already keeps its topic to itself. */
	private makeTopic(prefix: string, uuid: Uint8Array): string {
		const number = formatUUID(uuid), name = number.length === 4 ? camelCase(assignedName(ASSIGNED_NAMES, parseInt(number, 16), new ByteText())) : "";
		return prefix + (name === "" || this._values.some(({ topic }) => topic === prefix + name) ? number : name);
	}
}

/** "Heart Rate Measurement" is "heartRateMeasurement": as the library's names. */
export function camelCase(text: string): string {
	let name = "";
	for (const word of text.split(" ").flatMap(word => word.split("-")).filter(word => word !== "")) {
		let plain = "";
		for (let i = 0; i < word.length; i++) {
			const character = word[i]!;
			if (isLetterOrDigit(character.charCodeAt(0)))
				plain += character;
		}
		name += name === "" ? plain.toLowerCase() : plain.slice(0, 1).toUpperCase() + plain.slice(1);
	}
	return name;
}

function isLetterOrDigit(code: number): boolean {
	return code >= 0x30 && code <= 0x39 || code >= 0x41 && code <= 0x5a || code >= 0x61 && code <= 0x7a;
}

function layoutOf(uuid: Uint8Array): number {
	const { characteristics, uuids } = LIBRARY, number = uuids.indexOf(formatUUID(uuid));
	for (let row = 0; row < characteristics.length; row += CHARACTERISTIC_ROW) {
		if (number >= 0 && characteristics[row + 2] === number)
			return characteristics[row + 4]!;
	}
	return -1;
}
