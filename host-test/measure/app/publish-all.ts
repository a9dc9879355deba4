import type MQTTClient from "embedded:network/mqtt/client";
import { say, type Settings } from "./host";

/** As the gateway's. */
const WINDOW = 8;
const PUBACK = 4;
/** Bytes of a PUBLISH beside topic and payload. */
const HEAD = 7;

type Callbacks = Pick<ConstructorParameters<typeof MQTTClient>[0], "onControl" | "onReadable" | "onWritable" | "onError">;

/**
 * The least that publishes: an MQTT client in a loop. No queue, no second attempt, nothing is kept.
 * @param open with what the client calls, and what a socket that takes PUBACK out calls instead
 */
export function publishAll({ config, count = 0, warmup = 0 }: Settings, open: (callbacks: Callbacks, onAcknowledged: () => void) => MQTTClient, onError: () => void): void {
	const topic = (config.peripherals as { values: { topic: string }[] }[])[0]!.values[0]!.topic;
	const all = warmup + count;
	let sent = 0, acknowledged = 0, writable = 0;
	const pump = () => {
		while (sent < all && sent - acknowledged < WINDOW) {
			const payload = ArrayBuffer.fromString(String(sent + 1));
			if (HEAD + topic.length + payload.byteLength > writable)
				return;
			sent++;
			writable = client.write(payload, { id: sent % 65_535 + 1, topic, QoS: 1 });
		}
	};
	const onAcknowledged = () => {
		acknowledged++;
		if (acknowledged === warmup)
			say("bench begin");
		else if (acknowledged === all)
			say("bench end");
		pump();
	};
	const client = open({
		onControl: (({ operation }: { operation: number }) => operation === PUBACK && onAcknowledged()) as never,
		onReadable: () => {},
		onWritable: room => {
			writable = room;
			pump();
		},
		onError,
	}, onAcknowledged);
}
