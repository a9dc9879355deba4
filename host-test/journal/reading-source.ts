import { COUNTERS } from "../../modules/journal/layout";
import { StoredReading } from "../../modules/journal/stored-reading";

const TOPICS = Object.freeze(["a/b", "hall/température", "gate/🌡", "x"]);

/** Makes readings that are a function of their sequence number, so that whatever comes back can be checked. */
export class ReadingSource {
	/** A reading with the content that this sequence number has. */
	fill(reading: StoredReading, sequence: number): StoredReading {
		const counter = sequence % COUNTERS;
		const hash = Math.imul(counter + 1, 0x9e3779b1) >>> 0;
		reading.sequence = sequence;
		reading.clock = counter % 16 < 2 ? "uptime" : "set";
		reading.time = reading.clock === "set" ? 1_700_000_000_000 + sequence % 1e9 : counter * 1000;
		reading.topic = TOPICS[hash % TOPICS.length]!;
		reading.flags = hash >>> 8 & 31;
		reading.length = (hash >>> 16) % 13;
		for (let i = 0; i < reading.length; i++)
			reading.payload[i] = hash >>> i;
		return reading;
	}
	/** Throws if the reading is not the one with its sequence number. */
	check(reading: StoredReading): void {
		const { sequence, time, topic, flags, length } = this.fill(this.#expected, reading.sequence);
		const clock = this.#expected.clock === reading.clock || this.#expected.clock === "uptime" && reading.clock === "lost";
		if (reading.time !== time || !clock || reading.topic !== topic || reading.flags !== flags || reading.length !== length)
			throw new Error(`reading ${sequence} is not what was stored: ${JSON.stringify({ ...reading, payload: undefined })}`);
		for (let i = 0; i < length; i++) {
			if (reading.payload[i] !== this.#expected.payload[i])
				throw new Error(`payload of reading ${sequence}`);
		}
	}
	#expected = new StoredReading();
}
