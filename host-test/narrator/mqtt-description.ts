import { parser, type IConnectPacket, type Packet, type Parser } from "mqtt-packet";
import { bytesText, outsideText, type Entry, type Message } from "./description";

/** MQTT 3.1.1 [MQTT-3.2.2-3]; for people. */
const CONNECT_RETURN_CODES = Object.freeze([
	"accepted", "refused: unacceptable protocol version", "refused: the client identifier is rejected", "refused: the server is unavailable",
	"refused: bad user name or password", "refused: not authorized",
]);

export function returnCodeText(code: number): string {
	return `return code ${code}, ${CONNECT_RETURN_CODES[code] ?? "which MQTT 3.1.1 doesn't have"}`;
}

/** Describes the MQTT packets that one side sends. Passwords and payloads are never shown. Throws nothing. */
export class MqttDescriber {
	#parser: Parser = parser({ protocolVersion: 4 });
	#messages: Message[] = [];
	#broken = false;

	constructor() {
		this.#parser.on("packet", packet => this.#messages.push(describe(packet)));
		this.#parser.on("error", () => {
			this.#broken = true;
		});
	}
	/** The packets that end in these bytes. */
	push(bytes: Uint8Array): Message[] {
		try {
			if (!this.#broken)
				this.#parser.parse(Buffer.from(bytes));
		}
		catch {
			this.#broken = true;
		}
		const messages = this.#messages.splice(0);
		if (!messages.length)
			messages.push({ name: this.#broken ? "data that is no MQTT" : "a part of an MQTT packet", length: bytes.length, entries: [] });
		return messages;
	}
}

function describe(packet: Packet): Message {
	const remaining = packet.length ?? 0;
	const length = 1 + remaining + (remaining < 128 ? 1 : remaining < 16_384 ? 2 : remaining < 2_097_152 ? 3 : 4);
	const name = `MQTT ${packet.cmd.toUpperCase()}`;
	switch (packet.cmd) {
		case "connect":
			return { name, length, entries: describeConnect(packet) };
		case "connack":
			return { name, length, remark: returnCodeText(packet.returnCode ?? 0), entries: [] };
		case "publish":
			return { name, length, remark: `topic ${outsideText(Buffer.from(packet.topic))}, ${bytesText(packet.payload.length)} of payload`, entries: [] };
		default:
			return { name, length, entries: [] };
	}
}

function describeConnect({ clean, clientId, keepalive, password, username }: IConnectPacket): Entry[] {
	return [
		{ text: `client identifier ${outsideText(Buffer.from(clientId))}` },
		{ text: username === undefined ? "no user" : `user ${outsideText(Buffer.from(username))}` },
		{ text: password === undefined ? "no password" : `password of ${bytesText(password.length)}, not shown here` },
		{ text: `${clean ? "clean session" : "session to be kept"}, keep-alive ${keepalive ?? 0} s` },
	];
}
