import { bluetoothAddressBytes } from "../text/bluetooth-address";
import { ByteText } from "../text/byte-text";
import { excerpt } from "../text/excerpt";
import { LinkTime } from "../text/link-time";
import { ADDRESS_MARK, type BroadcasterConfiguration, type BroadcastFields, type BroadcastWish, placesOf, SIGNAL, SIGNAL_UNIT } from "./broadcaster";
import type { PeripheralMatch, PeripheralPayload } from "./configuration";
import type { ConfigurationSection, Found } from "./configuration-section";
import { type KeyTable, keyTable } from "./key-table";
import { BROADCAST_ROW, ENTRY, Frame, KIND, KIND_MASK, Kind, type LayoutTable, MEANING, MEANING_ROW, NAME, PACKET } from "./layout-table";
import { textOf } from "./layout-texts";
import { findMisspelling } from "./misspelling";
import { topicChecks } from "./mqtt-topic";
import { endingOf, valueParser } from "./value-parser";

/** Everybody who broadcasts as that kind of device. */
export interface EveryoneMatch {
	readonly by: "device";
	readonly device: string;
}

/** Of a reading's header: so many channels there can be. */
const MOST_CHANNELS = 8_192;
const MOST = 32;
/** As long as what it stands for. */
const SOME_ADDRESS = "0".repeat(12);
const CONNECTED_ONLY = Object.freeze(["link", "publish", "sticky"] as const);
/** Of those that a field may have. */
const FIELD_KEYS: readonly string[] = Object.freeze(["name", "topic", "payload", "onChange", "deadBand", "minimumInterval", "maximumInterval"]);
const LEAVE_OUT = "\"values\": { \"voltage\": false }";
const BY_ADDRESS = "\"match\": { \"address\": \"a4:c1:38:00:00:01\" }", BY_DEVICE = "\"match\": { \"device\": \"ruuvi\" }, \"name\": \"{address}\"";

type Said = Found<KeyTable["peripheral"]> & { readonly payload: PeripheralPayload };

/** A field of the library, with the first of its units where there are several. */
interface Field {
	readonly name: string;
	readonly number: number;
	readonly meaning: number;
	readonly unit: string;
}

/** Makes broadcasters of the entries of `peripherals` whose device is heard in advertisements. */
class BroadcasterParser {
	private _prefix: string | undefined;
	private _library: LayoutTable;
	private _maker = new ByteText();
	private _found: Omit<BroadcasterConfiguration, "firstChannel">[] = [];
	/** Lies in flash once for all that publish the same. */
	private _shared = new Map<string, BroadcastFields>();

	/** @param prefix what default topics begin with; undefined if that itself is wrong */
	constructor(prefix: string | undefined, library: LayoutTable) {
		this._prefix = prefix;
		this._library = library;
	}
	/** Whether one of the devices is heard in advertisements. */
	isBroadcast(devices: readonly string[] | undefined): boolean {
		return devices !== undefined && devices.some(device => this.frames(this.names().indexOf(device)).length > 0);
	}
	/** An entry that is no other peripheral's name; its mistakes are noted. */
	add(section: ConfigurationSection, match: PeripheralMatch | EveryoneMatch | undefined, said: Said): void {
		for (const key of CONNECTED_ONLY.filter(key => section.has(key)))
			section.refuse(key, "means nothing for what is only heard", "leave it out");
		valueParser.value.refuseContradictions(section, said.minimumInterval, said.maximumInterval);
		const deviceName = this.deviceName(section, match, said), device = this.names().indexOf(deviceName ?? "");
		const { key, name, payload, minimumInterval, maximumInterval } = said;
		if (match && match.by !== "address" && match.by !== "device")
			section.refuse("match", `tells it by its ${match.by}; what is only heard is told by its address, or all of a kind by their device`, BY_ADDRESS);
		if (key && (match?.by === "device" || !this.frames(device).some(frame => frame !== Frame.NONE)))
			section.refuse("key", match?.by === "device" ? "belongs to one device, and this is for all of a kind" : "is for bthome and mibeacon, which can encrypt", BY_ADDRESS);
		const marks = (name ?? ADDRESS_MARK).split(ADDRESS_MARK).length - 1;
		if (match && (match.by === "device") !== (marks === 1))
			section.refuse("name", match.by === "device" ? `does not have "${ADDRESS_MARK}" once, by which all of them are told apart` : `has "${ADDRESS_MARK}", which is for all of a kind`,
				match.by === "device" ? BY_DEVICE : keyTable.value.peripheral.name.example!);
		if (deviceName === undefined || name === undefined || !match || minimumInterval === undefined || maximumInterval === undefined || this._prefix === undefined)
			return;
		const address = match.by === "address" ? bluetoothAddressBytes(match.address).reverse() : undefined;
		if (address && this._found.some(other => other.device === device && String(other.address) === String(address)))
			section.refuse("match", "is the address of another entry with the same device", BY_ADDRESS);
		if (!address && this._found.some(other => other.device === device && !other.address))
			section.refuse("match", "is what another entry takes already", BY_DEVICE);
		const all = this.fields(device), fields = said.signal ? [...all, { name: SIGNAL, number: 0, meaning: 0, unit: SIGNAL_UNIT }] : all;
		const wishes = this.wishes(section, fields, payload, match.by === "device"), published = fields.filter(field => wishes.get(field.name) !== false);
		if (published.length === 0)
			section.refuse("values", "leaves nothing of the device", "leave them out");
		const [before, after = ""] = `${this._prefix}/${name}/`.split(ADDRESS_MARK) as [string, string?];
		this.checkTopics(section, before + (address ? "" : SOME_ADDRESS) + after, published, wishes, payload === "object" ? deviceName : undefined);
		const apart = published.map(field => payload !== "object" && wishes.get(field.name) || undefined), kept = apart.filter(wish => wish !== undefined);
		this._found.push({
			name, address, device, deviceName, key, sender: this._found.filter(other => other.key).length, payload, signal: said.signal ?? false, minimumInterval, maximumInterval, before, after,
			fields: this.share(deviceName, payload, published, wishes),
			wished: kept.length > 0 ? Uint8Array.from(apart, wish => wish ? kept.indexOf(wish) + 1 : 0) : new Uint8Array(0),
			wishes: kept, channels: payload === "object" ? 1 : published.length,
		});
	}
	/** All of them, with their channels from `values` on. */
	finish(section: ConfigurationSection, values: number): BroadcasterConfiguration[] {
		let firstChannel = values;
		const broadcasters = this._found.map(broadcaster => {
			const complete = { ...broadcaster, firstChannel };
			firstChannel += broadcaster.channels * placesOf(complete);
			return complete;
		});
		if (broadcasters.length > MOST)
			section.refuse("peripherals", `has ${broadcasters.length} that are only heard; ${MOST} are possible`, BY_DEVICE);
		if (firstChannel > MOST_CHANNELS)
			section.refuse("peripherals", `makes ${firstChannel} topics; ${MOST_CHANNELS} are possible: leave values out, or publish objects`, "\"payload\": \"object\"");
		return broadcasters;
	}
	private names(): string[] {
		return [...this._library.devices].map(device => textOf(this._library, device, this._maker));
	}
	/** The frames of a device's advertisements; none if it has no advertisements. */
	private frames(device: number): number[] {
		const { broadcasts } = this._library, frames: number[] = [];
		for (let row = 0; row < broadcasts.length; row += BROADCAST_ROW) {
			if (broadcasts[row + 6] === device)
				frames.push(broadcasts[row + 4]!);
		}
		return frames;
	}
	private deviceName(section: ConfigurationSection, match: PeripheralMatch | EveryoneMatch | undefined, { device }: Said): string | undefined {
		const kinds = this.names().filter((_name, index) => this.frames(index).length > 0);
		const wanted = match?.by === "device" ? [match.device] : device ?? [];
		if (match?.by === "device" && section.has("device") && String(device) !== match.device)
			section.refuse("device", "differs from that of \"match\"", "leave it out");
		if (wanted.length === 1 && kinds.includes(wanted[0]!))
			return wanted[0];
		const place = match?.by === "device" ? "match" : "device", meant = findMisspelling(wanted[0] ?? "", kinds) ?? "ruuvi";
		section.refuse(place, wanted.length > 1 ? "has several; of what is only heard an entry has one" : `names none of ${kinds.join(", ")}, which are heard in advertisements`,
			place === "match" ? `"match": { "device": "${meant}" }` : `"device": "${meant}"`);
		return undefined;
	}
	/** What the device may say, in the order of its layouts. */
	private fields(device: number): Field[] {
		const { broadcasts, code, objects } = this._library, fields: Field[] = [];
		for (let row = 0; row < broadcasts.length; row += BROADCAST_ROW) {
			if (broadcasts[row + 6] !== device)
				continue;
			const at = this.addFields(broadcasts[row + 5]!, fields);
			if ((code[at + KIND]! & KIND_MASK) !== Kind.OBJECTS)
				continue;
			const first = code[at + 2]! + code[at + 3]! * 0x100, count = code[at + 4]! + code[at + 5]! * 0x100;
			for (let object = first; object < first + count; object++)
				this.addFields(objects[2 * object + 1]!, fields);
		}
		return fields;
	}
	/** @returns where the layout ends, or its objects begin */
	private addFields(layout: number, fields: Field[]): number {
		const { code, meanings, names } = this._library;
		for (let at = layout * ENTRY; ; at += ENTRY) {
			const kind = code[at + KIND]! & KIND_MASK, number = code[at + NAME]!, meaning = code[at + MEANING]!;
			if (kind === Kind.END || kind === Kind.OBJECTS)
				return at;
			if (kind > Kind.OBJECTS && number > 0 && meaning !== PACKET && !fields.some(field => field.number === number))
				fields.push({ name: textOf(this._library, names[number]!, this._maker), number, meaning, unit: textOf(this._library, meanings[meaning * MEANING_ROW]!, this._maker) });
		}
	}
	/** What "values" says of fields; false of those that are left out. */
	private wishes(entry: ConfigurationSection, fields: readonly Field[], payload: PeripheralPayload, everybody: boolean): Map<string, BroadcastWish | false> {
		const wishes = new Map<string, BroadcastWish | false>(), section = entry.section("values");
		if (!section) {
			if (entry.has("values"))
				entry.refuse("values", "is a list, but with a \"device\" it says what is to be otherwise", LEAVE_OUT);
			return wishes;
		}
		section.refuseUnknown(fields.map(({ name }) => name));
		for (const { name, unit } of fields.filter(field => section.has(field.name))) {
			if (section.get(name) === false) {
				wishes.set(name, false);
				continue;
			}
			const own = section.section(name);
			if (own)
				wishes.set(name, this.wish(own, unit, payload, everybody));
			else
				section.refuse(name, "is neither false, which leaves it out, nor an object", LEAVE_OUT);
		}
		return wishes;
	}
	private wish(own: ConfigurationSection, unit: string, payload: PeripheralPayload, everybody: boolean): BroadcastWish {
		own.refuseUnknown(Object.keys(keyTable.value.field));
		const { deadBand = 0, maximumInterval = 0, minimumInterval = 0, name = "", onChange = false, payload: form = payload, topic = "" } = own.read(keyTable.value.field);
		valueParser.value.refuseContradictions(own, minimumInterval, maximumInterval);
		for (const key of Object.keys(keyTable.value.field).filter(key => own.has(key))) {
			if (!FIELD_KEYS.includes(key))
				own.refuse(key, "means nothing for what is only heard", "leave it out");
			else if (key !== "name" && payload === "object")
				own.refuse(key, "means nothing where the payload is \"object\"", "leave it out");
			else if (key === "topic" && everybody)
				own.refuse(key, "would be one for all of them", "\"name\": \"other\"");
		}
		const json = form !== "text";
		return { level: name, topic, json, ending: endingOf(json, unit), onChange, deadBand, minimumInterval, maximumInterval };
	}
	private checkTopics(section: ConfigurationSection, start: string, fields: readonly Field[], wishes: ReadonlyMap<string, BroadcastWish | false>, whole: string | undefined): void {
		const topics = whole !== undefined ? [start + whole] : fields.map(({ name }) => {
			const wish = wishes.get(name) || undefined;
			return wish?.topic || start + (wish?.level || name);
		});
		for (const topic of topics) {
			const problem = topicChecks.value.topicProblem(topic) ?? topicChecks.value.takenTopicProblem(topic, this._prefix!, []);
			if (problem !== undefined)
				return section.refuse("name", `makes the topic ${excerpt(topic)}, which ${problem.replace("which ", "")}`, keyTable.value.peripheral.name.example!);
		}
	}
	private share(device: string, payload: PeripheralPayload, fields: readonly Field[], wishes: ReadonlyMap<string, BroadcastWish | false>): BroadcastFields {
		const members = payload === "object" ? fields.map(({ name }) => `${JSON.stringify((wishes.get(name) || undefined)?.level || (name === "time" ? "deviceTime" : name))}:`) : [];
		const key = [device, payload, fields.map(({ number }) => number).join(), members.join()].join(" ");
		let shared = this._shared.get(key);
		if (!shared) {
			shared = {
				names: Uint8Array.from(fields, ({ number }) => number), meanings: Uint8Array.from(fields, ({ meaning }) => meaning),
				members, endings: payload === "object" ? [] : fields.map(({ unit }) => endingOf(payload === "json", unit)),
			};
			this._shared.set(key, shared);
		}
		return shared;
	}
}

/** For when the firmware is linked; it can't be had otherwise, so that it does not stay in flash. */
export const broadcasterParser = Object.freeze(new LinkTime(BroadcasterParser));
export type { BroadcasterParser };
