import type { Configuration, PeripheralConfiguration } from "../configuration/configuration";
import { STATUS } from "./peripheral-notice";
import { VERSION } from "./version";

/** Of the gateway itself: key, kind, name, what of its status, and the rest as JSON. */
type Row = readonly [key: string, name: string, path: string, rest: string];
const MEASUREMENT = ',"stat_cla":"measurement"', BYTES = ',"unit_of_meas":"B","dev_cla":"data_size","stat_cla":"measurement"', COUNT = ',"stat_cla":"total_increasing"';
const SENSORS: readonly Row[] = Object.freeze([
	Object.freeze(["uptime", "uptime", "uptime", ',"unit_of_meas":"s","dev_cla":"duration","stat_cla":"total_increasing"'] as const),
	Object.freeze(["signal", "signal", "wifi.signal", ',"unit_of_meas":"dBm","dev_cla":"signal_strength","stat_cla":"measurement"'] as const),
	Object.freeze(["heap", "heap free", "heap.free", BYTES] as const),
	Object.freeze(["heap_least", "heap at least", "heap.least", BYTES] as const),
	Object.freeze(["heap_largest", "heap largest block", "heap.largest", BYTES] as const),
	Object.freeze(["certificate", "certificate", "certificate.days", ',"unit_of_meas":"d","dev_cla":"duration"'] as const),
	Object.freeze(["reset", "reset", "reset", ""] as const),
]);
/** And what became of the readings, of which the first comes and goes. */
const READINGS = Object.freeze(["waiting", "taken", "acknowledged", "duplicates", "queueFull", "journalFull", "corrupt", "malformed", "tooLarge", "refused"]);
/** Of the gateway's entities that are no sensors of its status: whether it is there, and the button to restart it. */
const OTHERS = 2;
/** Member of a device, and the characteristic of the device information service (180a) that says it. */
const DETAILS = Object.freeze([0x29, 0x24, 0x26, 0x27, 0x25]), DETAIL_MEMBERS = Object.freeze(["mf", "mdl", "sw", "hw", "sn"]);
const INFORMATION = 0x0a, SERVICES = 0x18, CHARACTERISTICS = 0x2a;

/** What a characteristic says of its device: the place of that in `DETAIL_MEMBERS`; -1 if nothing. UUIDs are of 16 bytes, little-endian. */
export const detailOf = (service: Uint8Array, characteristic: Uint8Array): number => {
	return service[12] === INFORMATION && service[13] === SERVICES && characteristic[13] === CHARACTERISTICS ? DETAILS.indexOf(characteristic[12]!) : -1;
};

/** What Home Assistant is told of one device, in pieces of a few hundred bytes, made when they are wanted and always the same. */
export class DiscoveryText {
	static readonly DETAILS = DETAILS.length;
	private _configuration: Configuration;
	private _gateway: string;

	/** @param gateway identifier of the gateway */
	constructor(configuration: Configuration, gateway: string) {
		this._configuration = configuration;
		this._gateway = gateway;
	}
	/** Devices: the peripherals, and last the gateway. */
	get devices(): number {
		return this._configuration.peripherals.length + 1;
	}
	topic(device: number): string {
		return `${this._configuration.discovery}/device/${this.name(device)}/config`;
	}
	/** What its topics are recognised by, when they are found at the broker and no device is there any more. */
	isOurs(topic: string): boolean {
		const at = topic.indexOf("/device/" + this._gateway);
		return at > 0 && topic.endsWith("/config");
	}
	/** Pieces between the first and the last. */
	entities(device: number): number {
		const peripheral = this._configuration.peripherals[device];
		return peripheral ? entitiesOf(peripheral) : SENSORS.length + READINGS.length + (this._configuration.commands === "all" ? OTHERS : OTHERS - 1);
	}
	/** @param details what the peripheral has said of itself, in the order of `detailOf` */
	head(device: number, details: readonly string[]): string {
		const { prefix } = this._configuration, peripheral = this._configuration.peripherals[device], own = `{"t":${JSON.stringify(prefix + STATUS)}}`;
		let text = `{"dev":{"ids":["${this.identifier(device)}"],"name":${JSON.stringify(peripheral?.name ?? this._configuration.prefix)}`;
		for (let i = 0; i < DETAILS.length; i++) {
			if (details[i])
				text += `,"${DETAIL_MEMBERS[i]}":${JSON.stringify(details[i])}`;
		}
		if (peripheral?.match.by === "address")
			text += `,"cns":[["bluetooth","${peripheral.match.address}"]]`;
		text += peripheral ? `,"via_device":"${this._gateway}"` : `,"mdl":"Gattway","sw":"${VERSION}"`;
		const avty = !this._configuration.status ? "" :
			`"avty":[${own}${peripheral ? `,{"t":${JSON.stringify(`${prefix}/${peripheral.name}${STATUS}`)}}` : ""}],"avty_mode":"all",`;
		return text + `},"o":{"name":"Gattway","sw":"${VERSION}"},${avty}"cmps":{`;
	}
	/** @param index below `entities` */
	entity(device: number, index: number): string {
		const peripheral = this._configuration.peripherals[device], comma = index ? "," : "", identifier = this.identifier(device);
		const found = peripheral && entityAt(peripheral, index);
		if (found)
			return `${comma}"${found.key}":{${found.text},"uniq_id":"${identifier}_${found.key}"}`;
		const { prefix } = this._configuration, status = prefix + STATUS;
		const reading = READINGS[index - SENSORS.length];
		if (index < SENSORS.length || reading) {
			const [key, name, path, rest] = SENSORS[index] ?? [reading!, "readings " + reading, "readings." + reading, index === SENSORS.length ? MEASUREMENT : COUNT];
			return `${comma}"${key}":{"p":"sensor","name":"${name}","stat_t":${JSON.stringify(status + "/gateway")},"val_tpl":"{{value_json.${path}}}"${rest},"ent_cat":"diagnostic","uniq_id":"${identifier}_${key}"}`;
		}
		return index === SENSORS.length + READINGS.length ?
			`${comma}"status":{"p":"binary_sensor","name":"status","stat_t":${JSON.stringify(status)},"pl_on":"online","pl_off":"offline","dev_cla":"connectivity","ent_cat":"diagnostic","avty":[],"uniq_id":"${identifier}_status"}` :
			`${comma}"restart":{"p":"button","name":"restart","cmd_t":${JSON.stringify(prefix + "/command/restart")},"dev_cla":"restart","ent_cat":"config","uniq_id":"${identifier}_restart"}`;
	}
	get tail(): string {
		return "}}";
	}
	/** In topics: of this gateway, so that two that know one device do not take away each other's. */
	private name(device: number): string {
		const peripheral = this._configuration.peripherals[device];
		return peripheral ? `${this._gateway}_${peripheral.slug}` : this._gateway;
	}
	/** Of the device itself where its address is declared, whichever gateway has it. */
	private identifier(device: number): string {
		const peripheral = this._configuration.peripherals[device];
		return peripheral?.match.by === "address" ? peripheral.match.address.replaceAll(":", "") : this.name(device);
	}
}

/** Asked for with each piece: without a closure. */
const entitiesOf = ({ values }: PeripheralConfiguration): number => {
	let sum = 0;
	for (let i = 0; i < values.length; i++)
		sum += values[i]!.entities.length;
	return sum;
};

const entityAt = ({ values }: PeripheralConfiguration, index: number) => {
	let before = 0;
	for (let i = 0; i < values.length; i++) {
		const { entities } = values[i]!;
		if (index < before + entities.length)
			return entities[index - before]!;
		before += entities.length;
	}
	return undefined;
};
