import config from "mc/config";
import { DeviceClock } from "../../../modules/device/clock";
import { MQTTLink } from "../../../modules/device/mqtt-link";
import { SessionCache } from "../../../modules/device/session-cache";
import { writeLine } from "../../../modules/device/system";
import { loadTrustAnchors } from "../../../modules/device/trust-anchors";

const FILTERS = ["listen/+/set", "other/#"];
const SUBSCRIBE = 7, UNSUBSCRIBE = 8;

/** Nothing else holds the link: sockets do not. */
const kept: unknown[] = [];

/** One link that listens; a line at the console for all that comes. After "listen/end/set" it ends its first subscription, and publishes. */
export default function main(): void {
	const now = () => Date.now();
	let published = 0, subscribed = false;
	const link = new MQTTLink({
		clock: new DeviceClock(),
		broker: { secure: true, host: "127.0.0.1", port: config.port as number },
		user: config.user as string, pass: config.pass as string,
		secure: { anchors: loadTrustAnchors().anchors, cache: new SessionCache(now), now, pins: [], identity: undefined },
	}, { clientId: "listener", keepAlive: 60_000, will: undefined }, {
		onSecuring: () => {}, onSecure: () => {}, onConnected: () => {},
		onWritable() {
			subscribed ||= link.subscribe(SUBSCRIBE, FILTERS);
		},
		onSubscribed: (id, codes) => writeLine(`subscribed ${id}: ${codes.join()}`),
		onMessage(topic, payload, retained) {
			writeLine(`message ${topic} ${payload.length}${retained ? " retained" : ""}`);
			if (topic === "listen/end/set")
				link.unsubscribe(UNSUBSCRIBE, FILTERS.slice(0, 1));
		},
		onSkipped: length => writeLine(`skipped ${length}`),
		onUnsubscribed(id) {
			writeLine(`unsubscribed ${id}`);
			link.publish(++published, "listened", Uint8Array.of(0x31), false, false);
		},
		onAcknowledged: id => writeLine(`acknowledged ${id}`),
		onError: ({ message }) => writeLine(`error ${message}`),
	});
	kept.push(link);
}
