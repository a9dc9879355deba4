import { ANYBODY, type BroadcasterConfiguration } from "../configuration/broadcaster";
import { ADDRESS_LENGTH } from "../text/bluetooth-address";

const LAST = ADDRESS_LENGTH - 1;
const NOBODY = 0xff;
/** Seconds that somebody must have been silent for another to take the place. */
const SILENCE = 60;
/** Times of a place: seconds since start, then milliseconds modulo 2³², 0 for never. */
const HEARD = 0, TIMES = 3;
/** What of a place there is a time of. */
export const Since = Object.freeze({ PUBLISHED: 1, COMPLAINED: 2 });

/** Knows whether somebody may go. */
export interface PlaceKeeper {
	/** Whether that place is still needed by what was heard of who is there. */
	waits(place: number): boolean;
}

/** Who of the broadcasters is where, and when: a place for each that is declared by its address, then those for everybody. */
export class BroadcasterTable {
	readonly places: number;
	/** The first place for everybody. */
	readonly open: number;
	private _broadcasters: readonly BroadcasterConfiguration[];
	/**
	 * Of all places the last byte of their addresses, in which most differ; then index of their declarations; then the whole
	 * addresses, 6 bytes each, the most significant first.
	 */
	private _bytes: Uint8Array;
	private _times: Uint32Array;

	constructor(broadcasters: readonly BroadcasterConfiguration[]) {
		this._broadcasters = broadcasters;
		let declared = 0;
		for (const { address } of broadcasters)
			declared += address ? 1 : 0;
		this.open = declared;
		this.places = declared < broadcasters.length ? declared + ANYBODY : declared;
		this._bytes = new Uint8Array((2 + ADDRESS_LENGTH) * this.places).fill(NOBODY, this.places, 2 * this.places);
		this._times = new Uint32Array(TIMES * this.places);
		for (let index = 0, place = 0; index < broadcasters.length; index++) {
			const { address } = broadcasters[index]!;
			if (address)
				this.seat(place++, index, address);
		}
	}
	/** Index of the declaration that has that place. */
	owner(place: number): number {
		return this._bytes[this.places + place]!;
	}
	/** What has the address of who is there, from `addressAt` on. */
	get bytes(): Uint8Array {
		return this._bytes;
	}
	addressAt(place: number): number {
		return 2 * this.places + ADDRESS_LENGTH * place;
	}
	/** Where that sender is, as that kind of device; -1 if it has no place. */
	find(device: number, address: Uint8Array): number {
		const last = address[LAST]!, bytes = this._bytes;
		for (let place = bytes.indexOf(last); place >= 0 && place < this.places; place = bytes.indexOf(last, place + 1)) {
			const owner = this.owner(place);
			if (owner !== NOBODY && this._broadcasters[owner]!.device === device && this.isAt(place, address))
				return place;
		}
		return -1;
	}
	/** Whether that sender has a key, as whatever kind of device: in clear nobody is believed to be it. */
	hasKey(address: Uint8Array): boolean {
		for (let place = 0; place < this.open; place++) {
			if (this._bytes[place] === address[LAST] && this.isAt(place, address) && this._broadcasters[this.owner(place)]!.key)
				return true;
		}
		return false;
	}
	/** Index of the declaration for everybody of that kind; -1 if there is none. */
	everybody(device: number): number {
		for (let index = 0; index < this._broadcasters.length; index++) {
			const broadcaster = this._broadcasters[index]!;
			if (broadcaster.device === device && !broadcaster.address)
				return index;
		}
		return -1;
	}
	/** Gives a sender a place: a free one, or that of who was heard least recently. @returns -1 if there is none */
	claim(owner: number, address: Uint8Array, ticks: number, keeper: PlaceKeeper): number {
		let place = this._bytes.indexOf(NOBODY, this.places + this.open) - this.places;
		if (place < 0 || place >= this.places)
			place = this.longestSilent(Math.floor(ticks / 1_000) - SILENCE, keeper);
		if (place >= 0)
			this.seat(place, owner, address);
		return place;
	}
	/** Who is there was heard. @param ticks milliseconds since start */
	noteHeard(place: number, ticks: number): void {
		this._times[TIMES * place + HEARD] = Math.floor(ticks / 1_000);
	}
	/** Milliseconds since something of who is there was published or complained of; Infinity if nothing was. @param what one of `Since` */
	since(what: number, place: number, ticks: number): number {
		const time = this._times[TIMES * place + what]!;
		return time === 0 ? Infinity : (ticks - time) >>> 0;
	}
	note(what: number, place: number, ticks: number): void {
		this._times[TIMES * place + what] = ticks % 2 ** 32 || 1;
	}
	/** Who may go and was not heard after `limit`, in seconds; -1 if there is nobody. */
	private longestSilent(limit: number, keeper: PlaceKeeper): number {
		let found = -1, least = limit + 1;
		for (let place = this.open; place < this.places; place++) {
			const heard = this._times[TIMES * place + HEARD]!;
			if (heard < least && !keeper.waits(place)) {
				found = place;
				least = heard;
			}
		}
		return found;
	}
	private seat(place: number, owner: number, address: Uint8Array): void {
		this._bytes[place] = address[LAST]!;
		this._bytes[this.places + place] = owner;
		this._bytes.set(address, this.addressAt(place));
		this._times.fill(0, TIMES * place, TIMES * (place + 1));
	}
	private isAt(place: number, address: Uint8Array): boolean {
		const at = this.addressAt(place);
		for (let index = 0; index < LAST; index++) {
			if (this._bytes[at + index] !== address[index])
				return false;
		}
		return true;
	}
}
