import MQTTClient from "embedded:network/mqtt/client";
import TCP from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import { awaitSettings, say, type Settings } from "./host";
import { publishAll } from "./publish-all";

/** In place of a resolver: the broker is an address. */
class Known {
	resolve({ host, onResolved }: { host: string; onResolved(host: string, address: string): void }): void {
		onResolved(host, host);
	}
}

/** What a user has without the gateway: the SDK's MQTT client over the SDK's TLS socket, as they are. */
function start(settings: Settings): void {
	const { config } = settings, port = Number((config.broker as string).split(":")[2]), certificate = Uint8Array.from(settings.anchors[0]!);
	publishAll(settings, callbacks => new MQTTClient({
		host: "127.0.0.1", port, id: "stock", clean: true, keepAlive: 60_000,
		user: config.user as string, password: config.pass as string,
		dns: { io: Known },
		socket: { io: TLSSocket, TCP: { io: TCP }, nodelay: true, secure: { certificate } },
		...callbacks,
	} as never), () => say("ERROR the stock client lost its connection"));
}

export default function main(): void {
	awaitSettings(start);
}
