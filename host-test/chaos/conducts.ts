import type { Random } from "../../modules/text/clock";

/** Packets at which a connection may end: those that come, and those that go. */
export type Moment = "handshake" | "connect" | "connack" | "publish" | "puback" | "pingreq";

/** How a broker treats one connection. What is not said is done as MQTT has it. */
export interface Conduct {
	/** For people. */
	readonly name: string;
	/** It ends the connection when so many readings or packets of that kind have come, without an answer, or have gone. */
	readonly endsAt?: { readonly moment: Moment; readonly count: number };
	/** Whether it ends the connection at this PUBLISH, of any QoS, without an answer. */
	readonly endsAtPublish?: (topic: string) => boolean;
	/**
	 * Says which packets to acknowledge now that `id` has come.
	 * @param waiting those that came and are still without PUBACK, in order, `id` included
	 */
	readonly acknowledge?: (id: number, waiting: readonly number[]) => readonly number[];
}

/** A broker as it should be. */
export const GOOD: Conduct = Object.freeze({ name: "good" });

/** It takes everything and acknowledges nothing. */
export const SILENT: Conduct = Object.freeze({ name: "never acknowledges", acknowledge: () => [] });

/** A network that breaks at the first PUBLISH that comes one to two seconds after it broke last. */
export function breaksOften(random: Random): Conduct {
	let next = 0;
	return {
		name: "breaks every second or two",
		endsAtPublish() {
			const now = performance.now(), breaks = now >= next;
			if (breaks)
				next = now + 1_000 + random() * 1_000;
			return breaks;
		},
	};
}

/** A broker whose policy does not allow a topic. */
export function refuses(refused: string): Conduct {
	return { name: `refuses ${refused}`, endsAtPublish: topic => topic === refused };
}

/** An identifier that is in flight only after more than 30,000 other packets. */
function far(id: number): number {
	return (id + 30_000) % 65_535 + 1;
}

/** All the ways to acknowledge wrongly that still acknowledge everything in the end, as long as more readings come. */
export function wrongAcknowledgements(random: Random): Conduct[] {
	let come = 0;
	return [
		{ name: "acknowledges each twice", acknowledge: id => [id, id] },
		{ name: "acknowledges unknown identifiers too", acknowledge: id => [far(id), id, far(id) + 1] },
		// the ninth after one that waits can't be on its way: an earlier one might, and would then be rightly let go of
		{ name: "acknowledges before it gets", acknowledge: id => [(id + 7) % 65_535 + 1, id] },
		{ name: "acknowledges in reverse order", acknowledge: (_id, waiting) => waiting.length < 4 ? [] : [...waiting].reverse() },
		{ name: "acknowledges the oldest last", acknowledge: (_id, waiting) => waiting.length < 8 ? [] : [...waiting.slice(1), waiting[0]!] },
		{
			name: "acknowledges in any order, some twice, some late",
			acknowledge(id, waiting) {
				// a window of 8 stays full for as long as its oldest waits
				if (++come % 8 > 0)
					return random() < 0.5 ? [] : [waiting[Math.floor(random() * waiting.length)]!];
				return [...waiting].sort(() => random() - 0.5).flatMap(each => random() < 0.3 ? [each, far(id), each] : [each]);
			},
		},
	];
}

/** @param count of `moment` on one connection */
export function endsAt(moment: Moment, count = 1): Conduct {
	return { name: `ends at ${moment} ${count}`, endsAt: { moment, count } };
}

/** One connection each. `puback`: after so many went out; `publish`: when so many came, the last without PUBACK. */
export const ENDINGS: readonly Conduct[] = Object.freeze([
	endsAt("handshake"), endsAt("connect"), endsAt("connack"),
	endsAt("publish", 1), endsAt("publish", 7), endsAt("puback", 1), endsAt("puback", 7),
]);
