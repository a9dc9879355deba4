import { Frame } from "../../modules/configuration/layout-table";
import { LIBRARY } from "../../modules/devices/library";
import { BroadcastFinder } from "../../modules/reading/broadcast-finder";
import { BroadcastOpener, Opening } from "../../modules/reading/broadcast-opener";
import { LayoutReader } from "../../modules/reading/layout-reader";
import { ReplayGuard } from "../../modules/reading/replay-guard";
import { bytesOf, type Value } from "../devices/library-stage";
import { makeBlockCipher } from "./node-cipher";

const OPENING_NAMES = Object.keys(Opening) as (keyof typeof Opening)[];

/** What became of one advertisement. */
export interface Heard {
	readonly opening: keyof typeof Opening | "FOREIGN";
	/** Known values by name, a list where there are several. */
	readonly values: Readonly<Record<string, Value | Value[]>>;
	readonly packet: number;
	/** Why it is malformed. */
	readonly problem: string | undefined;
	/** What was read, and its layout, if it was. */
	readonly objects?: Uint8Array;
	readonly layout?: number;
}

/** Advertising data with one structure; service data of a UUID, or manufacturer data. */
export function advertisement(type: 0x16 | 0xff, key: number, hex: string): Uint8Array {
	const data = bytesOf(hex);
	return Uint8Array.of(2, 1, 6, data.length + 3, type, key & 0xff, key >> 8, ...data);
}

/** A receiver as the gateway has one: finder, opener and reader. */
export class Receiver {
	readonly guard = new ReplayGuard(4, { ticks: 0 });
	#finder = new BroadcastFinder(LIBRARY);
	#reader = new LayoutReader(LIBRARY);
	#opener = new BroadcastOpener(makeBlockCipher, this.guard);

	/** Packets by what became of them. */
	get counts(): Partial<Record<keyof typeof Opening, number>> {
		return Object.fromEntries([...this.#opener.counts].map((count, opening) => [OPENING_NAMES[opening]!, count] as const).filter(([, count]) => count > 0));
	}
	receive(data: Uint8Array, address = "a4:c1:38:8d:18:b2", key = "", sender = 0): Heard {
		const finder = this.#finder, reader = this.#reader, opener = this.#opener;
		if (finder.find(data) < 0)
			return { opening: "FOREIGN", values: {}, packet: -1, problem: undefined };
		const opening = opener.open(finder.frame, data, finder.start, finder.end, bytesOf(address.replaceAll(":", "")), sender, key ? bytesOf(key) : undefined);
		const name = OPENING_NAMES[opening]!, none = { values: {}, packet: opener.counter };
		if (opening > Opening.RESTARTED)
			return { opening: name, ...none, problem: opener.problem };
		if (!reader.begin(finder.layout, opener.bytes, opener.start, opener.end))
			return { opening: "MALFORMED", ...none, problem: reader.problem };
		const values: Record<string, Value | Value[]> = {};
		while (reader.next()) {
			const { text } = reader, value = reader.isLiteral(text) ? JSON.parse(text) as Value : text;
			if (reader.known)
				values[reader.name] = reader.name in values ? [...[values[reader.name]!].flat(), value] : value;
		}
		return {
			opening: name, values, packet: finder.frame === Frame.MIBEACON ? opener.counter : reader.packet, problem: undefined,
			objects: opener.bytes.slice(opener.start, opener.end), layout: finder.layout,
		};
	}
}
