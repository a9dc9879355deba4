import MQTTClient from "embedded:network/mqtt/client";
import { readTrustAnchor } from "../../../modules/trust/trust-anchor";
import { DeviceClock } from "../../../modules/device/clock";
import { Resolver } from "../../../modules/device/resolver";
import { SessionCache } from "../../../modules/device/session-cache";
import { Transport, type TransportFailure } from "../../../modules/device/transport";
import { parseBrokerURL } from "../../../modules/configuration/broker-url";
import { say, type Settings } from "./host";
import { publishAll } from "./publish-all";

/**
 * The least that publishes over the same TLS: the SDK's MQTT client with the gateway's socket, which makes one record of
 * the many pieces that the client writes.
 */
export function start(settings: Settings): void {
	const { anchors, config } = settings, clock = new DeviceClock(), now = () => Date.now();
	const parsed = parseBrokerURL(config.broker as string);
	if (!("address" in parsed))
		throw new Error(parsed.problem);
	const { host, port } = parsed.address;
	const secure = { anchors: anchors.map(anchor => readTrustAnchor(Uint8Array.from(anchor)).anchor!), pins: [], identity: undefined, cache: new SessionCache(now), now };
	const none = () => {};
	publishAll(settings, (callbacks, onAcknowledged) => {
		const owner = {
			onResolver: none, onResolved: none, onTransport: none, onOpen: none, onSecuring: none, onSecure: none, onGreeting: none, onAcknowledged,
			onFailure: ({ message }: TransportFailure) => say(`ERROR ${message}`),
		};
		return new MQTTClient({
			host, port, id: "bare", clean: true, keepAlive: 60_000,
			user: config.user as string, password: config.pass as string,
			dns: { io: Resolver, clock, owner },
			socket: { io: Transport, clock, secure, owner },
			...callbacks,
		});
	}, () => say("ERROR the bare client lost its connection"));
}
