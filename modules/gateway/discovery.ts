import type { BrokerSession } from "../broker/broker-session";
import type { Configuration, PeripheralConfiguration, ValueConfiguration } from "../configuration/configuration";
import { ByteText } from "../text/byte-text";
import type { Alarm, Clock, Random } from "../text/clock";
import { describeDuration } from "../text/duration";
import type { Log } from "../text/log";
import { writeUTF8 } from "../text/utf8";
import { detailOf, DiscoveryText } from "./discovery-text";
import { STATUS } from "./peripheral-notice";

/** Milliseconds from a connection, or what else gives reason, to the first look: what is retained has come by then. */
const SETTLE = 2_000;
/** After Home Assistant's birth at most: every device in the house answers it. */
const SPREAD = 5_000;
/** Milliseconds between two looks whether readings wait, and whether there is room. */
const PATIENCE = 50;
/** Bytes of a piece, mostly. */
const ROOM = 640;
/** Bytes at once: less than the smallest window of a socket. */
const PART = 512;
/** Bytes of what a peripheral says of itself. */
const LONGEST_DETAIL = 32;
/** Topics that are given up at once, at most: what is more is found on the next connection. */
const REMOVED = 16;
/** Behind the gateway's status: the topics of its devices, so that those that have left the configuration are found. */
const LIST = "/status/discovery";
/** Connections that end so soon after something was told, so many in a row, mean that the broker does not allow it: it is let be for a while. */
const PROMPT = 5_000, STRIKES = 3, REST = 3_600_000;

const IDLE = 0, COUNT = 1, SEND = 2;

export interface DiscoveryOptions {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly configuration: Configuration;
	/** MAC address of the Wi-Fi station. */
	readonly mac: string;
	readonly session: Pick<BrokerSession, "connected" | "quiet" | "publishPart" | "pump" | "say">;
}

/** Where Home Assistant says that it is there, and where the gateway's own list is: to be subscribed to. */
export const discoveryFilters = ({ discovery, prefix }: Configuration): string[] => discovery ? [discovery + "/status", prefix + LIST] : [];

/**
 * Tells Home Assistant of each device, one retained message each, where its text has changed since it was told last, and
 * when Home Assistant starts. A message is counted first and then sent in pieces, one a turn: none of it waits in RAM.
 */
export class Discovery {
	private _options: DiscoveryOptions;
	private _text: DiscoveryText;
	/** Of the texts that the broker has; 0 for none. */
	private _hashes: Uint32Array;
	/** Five texts for each peripheral that has said something of itself. */
	private _details: string[][] = [];
	private _removed: string[] = [];
	/** The list that the broker has; undefined before it came. */
	private _list: string | undefined;
	private _phase = IDLE;
	private _device = 0;
	/** The piece that is next: 0 the head, then the entities, then the tail. */
	private _piece = 0;
	/** Bytes of it that were sent. */
	private _sent = 0;
	private _head = "";
	/** Where a piece becomes bytes; only while there is something to tell. */
	private _room: Uint8Array | undefined;
	private _length = 0;
	private _hash = 0;
	private _told = 0;
	/** Something has changed while it went through them. */
	private _again = false;
	/** When something was told last, connections in a row that ended soon after that, and until when nothing is told: ticks. */
	private _toldAt = -Infinity;
	private _strikes = 0;
	private _restUntil = 0;
	private _alarm: Alarm | undefined;

	constructor(options: DiscoveryOptions) {
		this._options = options;
		this._text = new DiscoveryText(options.configuration, "gattway_" + options.mac.replaceAll(":", "").toLowerCase());
		this._hashes = new Uint32Array(this._text.devices);
	}
	/** A connection has begun. */
	begin(): void {
		this._list = undefined;
		this.arm(SETTLE);
	}
	/** It has ended. @param broken by the broker or the network, without a reason */
	end(broken: boolean): void {
		const { clock, configuration: { discovery, prefix }, log } = this._options;
		clock.clear(this._alarm);
		this._alarm = undefined;
		this._phase = IDLE;
		this._room = undefined;
		const prompt = clock.ticks - this._toldAt <= PROMPT;
		// at QoS 0 it may be lost
		if (prompt)
			this._hashes.fill(0);
		this._strikes = broken && prompt ? this._strikes + 1 : 0;
		if (this._strikes < STRIKES)
			return;
		this._strikes = 0;
		this._restUntil = clock.ticks + REST;
		log.error("home", `the broker ends the connection when Home Assistant is told of devices, ${STRIKES} times in a row: allow the gateway's user to publish to ${discovery}/device/# and ${prefix + LIST}; ` +
			`nothing is told for ${describeDuration(REST)}`);
	}
	/** Something was published to one of `discoveryFilters`. @returns false if it was to another topic */
	take(topic: string, text: string, retained: boolean): boolean {
		const [birth, list] = discoveryFilters(this._options.configuration);
		if (topic === list && retained)
			this.compare(text);
		else if (topic === birth && text === "online" && !retained && topic !== this._options.configuration.prefix + STATUS) {
			this._options.log.info("home", "Home Assistant has started: it is told of all devices");
			this._hashes.fill(0);
			this.arm(SETTLE + this._options.random() * SPREAD);
		}
		return topic === birth || topic === list;
	}
	/** A peripheral was read. */
	note(peripheral: PeripheralConfiguration, { characteristic, service }: ValueConfiguration, bytes: Uint8Array): void {
		const detail = detailOf(service, characteristic);
		if (detail < 0)
			return;
		const index = this._options.configuration.peripherals.indexOf(peripheral), text = new ByteText().utf8(bytes, 0, Math.min(bytes.length, LONGEST_DETAIL));
		while (this._details.length <= index)
			this._details.push([]);
		const details = this._details[index]!;
		while (details.length < DiscoveryText.DETAILS)
			details.push("");
		if (details[detail] === text)
			return;
		details[detail] = text;
		this.arm(SETTLE);
	}
	/** Goes through all devices, soon: at once if it does so already. */
	private arm(delay: number): void {
		const { clock, session } = this._options;
		this._again = this._phase !== IDLE;
		if (this._again || !session.connected || clock.ticks < this._restUntil)
			return;
		clock.clear(this._alarm);
		this._alarm = clock.set(() => {
			this._device = this._told = 0;
			this.start();
		}, delay);
	}
	private compare(list: string): void {
		this._list = list;
		const own = this.list.split(" ");
		for (const topic of list.split(" ")) {
			if (!own.includes(topic) && this._text.isOurs(topic) && this._removed.length < REMOVED && !this._removed.includes(topic))
				this._removed.push(topic);
		}
		this.arm(SETTLE);
	}
	private get list(): string {
		let list = "";
		for (let device = 0; device < this._text.devices; device++) {
			if (this._text.entities(device))
				list += (list && " ") + this._text.topic(device);
		}
		return list;
	}
	private later(delay: number): void {
		this._alarm = this._options.clock.set(() => this.step(), delay);
	}
	private start(): void {
		this._phase = COUNT;
		this._piece = this._length = this._sent = 0;
		this._hash = 0x811c_9dc5;
		this._head = this._device < this._text.devices ? this._text.head(this._device, this._details[this._device] ?? []) : "";
		this.later(0);
	}
	private step(): void {
		const { clock, configuration, session } = this._options;
		this._alarm = undefined;
		if (this._device === this._text.devices)
			return this.finish();
		if (this._text.entities(this._device) === 0)
			return this.next();
		const bytes = this.piece();
		if (this._phase === COUNT) {
			this._length += bytes.length;
			this._hash = hashOf(bytes, this._hash);
			this._piece++;
			if (this._piece < this._text.entities(this._device) + 2)
				return this.later(0);
			this._piece = 0;
			if (this._hash === this._hashes[this._device])
				return this.next();
			this._phase = SEND;
			return this.later(0);
		}
		// a message that has begun must end, but none begins while a reading waits
		if (this._piece === 0 && this._sent === 0 && !session.quiet)
			return this.later(PATIENCE);
		const part = bytes.subarray(this._sent, this._sent + PART);
		if (!session.publishPart(this._text.topic(this._device), this._length, part, configuration.retain))
			return this.later(PATIENCE);
		this._toldAt = clock.ticks;
		this._sent += part.length;
		if (this._sent < bytes.length)
			return this.later(0);
		this._sent = 0;
		this._piece++;
		if (this._piece < this._text.entities(this._device) + 2)
			return this.later(0);
		this._hashes[this._device] = this._hash;
		this._told++;
		session.pump();
		this.next();
	}
	/** Its bytes, good until the next. On XS each character that is asked for costs an object: they are gone through once. */
	private piece(): Uint8Array {
		const text = this._piece === 0 ? this._head : this._piece <= this._text.entities(this._device) ? this._text.entity(this._device, this._piece - 1) : this._text.tail;
		let room = this._room ??= new Uint8Array(ROOM), length = writeUTF8(text, room, 0);
		while (length < 0) {
			room = this._room = new Uint8Array(2 * room.length);
			length = writeUTF8(text, room, 0);
		}
		return room.subarray(0, length);
	}
	private next(): void {
		this._device++;
		this.start();
	}
	/** What is there no more goes, and the list says what is there. */
	private finish(): void {
		const { clock, configuration: { prefix, retain }, log, session } = this._options;
		for (; this._removed.length; this._removed.shift()) {
			if (!session.say(this._removed[0]!, "", retain))
				return this.later(PATIENCE);
			log.info("home", `Home Assistant is told that ${this._removed[0]!} is there no more`);
		}
		const { list } = this;
		if (list !== this._list && !session.say(prefix + LIST, list, retain))
			return this.later(PATIENCE);
		if (list !== this._list)
			this._toldAt = clock.ticks;
		this._list = list;
		this._phase = IDLE;
		this._head = "";
		this._room = undefined;
		if (this._told)
			log.info("home", `Home Assistant is told of ${this._told} ${this._told === 1 ? "device" : "devices"}`);
		if (this._again)
			this.arm(0);
	}
}

/** FNV-1a; never 0. */
const hashOf = (bytes: Uint8Array, hash: number): number => {
	for (let i = 0; i < bytes.length; i++)
		hash = Math.imul(hash ^ bytes[i]!, 0x0100_0193) >>> 0;
	return hash || 1;
};
