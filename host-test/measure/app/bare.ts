import MQTTClient from "embedded:network/mqtt/client";
import { readTrustAnchor } from "../../../modules/trust/trust-anchor";
import { DeviceClock } from "../../../modules/device/clock";
import { Resolver } from "../../../modules/device/resolver";
import { SessionCache } from "../../../modules/device/session-cache";
import { Transport, type TransportFailure } from "../../../modules/device/transport";
import { parseBrokerURL } from "../../../modules/configuration/broker-url";
import { say, type Settings } from "./host";

/** As the gateway's. */
const WINDOW = 8;
const PUBACK = 4;
/** Bytes of a PUBLISH beside topic and payload. */
const HEAD = 7;

/**
 * The least that publishes over the same TLS: the SDK's MQTT client in a loop, with the gateway's socket, which makes
 * one record of the many pieces that the client writes. No queue, no second attempt, nothing is kept.
 */
export function start({ anchors, config, count = 0, warmup = 0 }: Settings): void {
	const clock = new DeviceClock(), now = () => Date.now();
	const parsed = parseBrokerURL(config.broker as string);
	if (!("address" in parsed))
		throw new Error(parsed.problem);
	const { host, port } = parsed.address;
	const topic = (config.peripherals as { values: { topic: string }[] }[])[0]!.values[0]!.topic;
	const secure = { anchors: anchors.map(anchor => readTrustAnchor(Uint8Array.from(anchor)).anchor!), pins: [], identity: undefined, cache: new SessionCache(now), now };
	const all = warmup + count, none = () => {};
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
	const owner = {
		onResolver: none, onResolved: none, onTransport: none, onOpen: none, onSecuring: none, onSecure: none, onGreeting: none,
		onFailure: ({ message }: TransportFailure) => say(`ERROR ${message}`),
	};
	const client: MQTTClient = new MQTTClient({
		host, port, id: "bare", clean: true, keepAlive: 60_000,
		user: config.user as string, password: config.pass as string,
		onControl: (({ operation }: { operation: number }) => {
			if (operation !== PUBACK)
				return;
			acknowledged++;
			if (acknowledged === warmup)
				say("bench begin");
			else if (acknowledged === all)
				say("bench end");
			pump();
		}) as never,
		onReadable: none,
		onWritable: room => {
			writable = room;
			pump();
		},
		onError: () => say("ERROR the bare client lost its connection"),
		dns: { io: Resolver, clock, owner },
		socket: { io: Transport, clock, secure, owner },
	});
}
