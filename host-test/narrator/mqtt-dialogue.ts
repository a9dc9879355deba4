import { generate, parser, type Packet } from "mqtt-packet";
import type { TLSSocket } from "node:tls";
import { returnCodeText } from "./mqtt-description";

export interface MqttDialogueOptions {
	readonly stream: TLSSocket;
	readonly clientId: string;
	readonly user: string | undefined;
	readonly password: string | undefined;
	/** DISCONNECT was sent. */
	onDone(): void;
	onFailure(reason: string): void;
}

const KEEP_ALIVE = 60;

/** CONNECT, PINGREQ and DISCONNECT, each when the broker has answered the one before. */
export function converse({ clientId, onDone, onFailure, password, stream, user }: MqttDialogueOptions): void {
	const incoming = parser({ protocolVersion: 4 });
	let over = false;
	const finish = (reason?: string) => {
		if (over)
			return;
		over = true;
		if (reason === undefined)
			onDone();
		else
			onFailure(reason);
	};
	const answer = (packet: Packet) => {
		if (over)
			return;
		if (packet.cmd === "connack" && packet.returnCode)
			finish(`TLS is fine, but the broker answered CONNECT with ${returnCodeText(packet.returnCode)}${user === undefined ? "; give --user and a password" : ""}`);
		else if (packet.cmd === "connack")
			stream.write(generate({ cmd: "pingreq" }));
		else if (packet.cmd === "pingresp")
			stream.write(generate({ cmd: "disconnect" }), () => finish());
	};
	incoming.on("packet", answer);
	incoming.on("error", () => finish("TLS is fine, but the broker sent what is no MQTT"));
	stream.on("data", (bytes: Buffer) => {
		try {
			incoming.parse(bytes);
		}
		catch {
			finish("TLS is fine, but the broker sent what is no MQTT");
		}
	});
	stream.write(generate({
		cmd: "connect", protocolId: "MQTT", protocolVersion: 4, clientId, clean: true, keepalive: KEEP_ALIVE,
		...(user === undefined ? {} : { username: user }),
		...(password === undefined ? {} : { password: Buffer.from(password) }),
	}));
}
