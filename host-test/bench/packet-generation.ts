import { generate } from "mqtt-packet";
import type { Contestant } from "./contest";
import type { Run } from "./garbage-meter";
import type { Packet } from "./pipeline";

/** mqtt-packet alone: PUBLISH packets, QoS 1, of contents that are there already. */
export class PacketGeneration implements Contestant {
	readonly name = "mqtt-packet alone";
	/** Bytes made. */
	bytes = 0;
	/** The packet made last. */
	last: Buffer = Buffer.alloc(0);
	#packets: readonly Packet[];
	#id = 0;

	constructor(packets: readonly Packet[]) {
		this.#packets = packets;
	}
	prepare(count: number): Run {
		return () => {
			for (let i = 0; i < count; i++) {
				const { payload, topic } = this.#packets[i % this.#packets.length]!;
				this.#id = this.#id === 65_535 ? 1 : this.#id + 1;
				this.last = generate({ cmd: "publish", qos: 1, dup: false, retain: false, messageId: this.#id, topic, payload });
				this.bytes += this.last.length;
			}
			return count;
		};
	}
}
