import { encodeUTF8 } from "../text/utf8";
import type { BrokerLink, LinkOptions } from "./broker-link";
import type { Notice } from "./notice";

export const ONLINE = "online", OFFLINE = "offline";
/** What is said first on each connection. */
const PRESENCE: Notice = Object.freeze({ messages: 1, first: true, topic: (_index: number, status: string) => status, text: () => ONLINE });

/** Says what there is to say, on each connection and when it has changed. Without a will it keeps silent. */
export class Announcer {
	private _will: LinkOptions["will"];
	private _notices: Notice[] = [PRESENCE];
	/** Of each, the messages that are still to be sent: bit n for the nth. */
	private _unsaid: number[] = [0];

	constructor(will: LinkOptions["will"]) {
		this._will = will;
	}
	/** Takes it up, if it is new. @returns its place */
	add(notice: Notice): number {
		const known = this._notices.indexOf(notice);
		if (known >= 0)
			return known;
		this._unsaid.push(0);
		return this._notices.push(notice) - 1;
	}
	/** It has changed. @param index which of its messages; all of them unless given */
	mark(notice: Notice, index?: number): void {
		this._unsaid[this.add(notice)]! |= index === undefined ? all(notice) : 1 << index;
	}
	/** A connection begins. @param first which of the notices are to be said on it now */
	begin(first: boolean): void {
		for (let i = 0; i < this._notices.length; i++) {
			if (this._notices[i]!.first === first)
				this._unsaid[i] = all(this._notices[i]!);
			else if (first)
				this._unsaid[i] = 0;
		}
	}
	/** @returns false if there is no room for all of it now */
	pump(link: BrokerLink): boolean {
		for (let i = 0; i < this._notices.length; i++) {
			const notice = this._notices[i]!;
			for (let index = 0; this._unsaid[i]; index++) {
				if (!(this._unsaid[i]! & 1 << index))
					continue;
				const text = notice.text(index);
				if (text && !this.say(link, notice, index, text))
					return false;
				this._unsaid[i]! &= ~(1 << index);
			}
		}
		return true;
	}
	/** The gateway ends. @returns whether it could be said */
	bye(link: BrokerLink): boolean {
		return this.say(link, PRESENCE, 0, OFFLINE);
	}
	/** At QoS 0: if it is lost the connection is lost too, and then the will says what is true. */
	private say(link: BrokerLink, notice: Notice, index: number, text: string): boolean {
		const will = this._will;
		return !will || link.publish(0, notice.topic(index, will.topic), encodeUTF8(text), false, will.retain);
	}
}

const all = ({ messages }: Notice): number => {
	return 0xffff_ffff >>> 32 - messages;
};
