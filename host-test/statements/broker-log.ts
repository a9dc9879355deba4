/** What no single packet shows, and is watched over whole conversations. */
export const WATCHES = Object.freeze({
	"new identifiers": "a PUBLISH that is new has an identifier that is not in flight",
	"same identifier": "one that is sent again has the identifier that it had",
	"duplicate": "one that is sent again has DUP, and one that is new has not",
	"order": "readings come in their order, those that are sent again first",
	"acknowledgements": "each message of QoS 1 is acknowledged under its identifier, in the order in which they came",
	"keep-alive": "no longer than the keep-alive between two packets",
	"last packet": "nothing after DISCONNECT",
	"new session": "each CONNECT has CleanSession, and each connection subscribes anew",
});
export type Watch = keyof typeof WATCHES;

/** A connection of the gateway's with the broker. */
interface Conversation {
	readonly keepAlive: number;
	last: number;
	ended: boolean;
	sequence: number;
	/** Identifiers of messages to the gateway that it has not acknowledged. */
	readonly owed: number[];
	readonly inFlight: Set<number>;
}

/** Who is watched. */
const CLIENT = /ClientId=gattway-/;
/** A reading's, which makes it one of a kind. */
const SEQUENCE = /"sequence":(\d+)/;
/** Where the broker cuts the log of a packet there may be no end of it; all that is read here comes before. */
const PACKET = /^DEBUG \S+ \S+ (in|out): \((\d+)\) (\w+)\((.*)$/;

/** Reads the log of Paho's broker: what the gateway did of MQTT 3.1.1, and what was wrong. */
export class BrokerLog {
	/** Identifiers of statements, in the broker's numbering, that were exercised while nobody but the gateway was connected. */
	readonly statements = new Set<string>();
	/** Kinds of packets that came from the gateway, in the broker's words, and how many. */
	readonly packets = new Map<string, number>();
	/** How often each watch had something to judge. */
	readonly watched = new Map<Watch, number>();
	readonly complaints: string[] = [];
	/** Whether there are other clients, whose statements don't count. */
	crowded = false;
	#conversations = new Map<string, Conversation>();
	/** Packet identifier of each reading that came, by its sequence number. */
	#identifiers = new Map<number, number>();

	/** A new process of the broker has begun. */
	begin(): void {
		this.#conversations.clear();
	}
	/** The gateway is another one, or has restarted: what was in flight is forgotten, as its sessions are clean. */
	forget(): void {
		this.#identifiers.clear();
	}
	/** @param time in milliseconds, from any moment */
	read(line: string, time: number): void {
		const packet = PACKET.exec(line);
		if (packet) {
			const [, direction, socket, kind, fields] = packet as unknown as [string, "in" | "out", string, string, string];
			return direction === "in" ? this.#received(socket, kind, fields, time) : this.#sent(socket, kind, fields);
		}
		if (!/^(INFO|DEBUG) /.test(line))
			this.complaints.push(line);
		else if (!this.crowded) {
			for (const [, statement] of line.matchAll(/\[(MQTT-[\d.-]+)\]/g))
				this.statements.add(statement!);
		}
	}
	#received(socket: string, kind: string, fields: string, time: number): void {
		if (kind === "Connects") {
			this.#conversations.delete(socket);
			if (!CLIENT.test(fields))
				return;
			this.#judge("new session", fields.includes("CleanSession=True"), fields);
			this.#conversations.set(socket, { keepAlive: number(/KeepAliveTimer=(\d+)/, fields), last: time, ended: false, sequence: -1, owed: [], inFlight: new Set() });
		}
		const conversation = this.#conversations.get(socket);
		if (!conversation)
			return;
		this.packets.set(kind, (this.packets.get(kind) ?? 0) + 1);
		this.#judge("last packet", !conversation.ended, `${kind} after DISCONNECT`);
		// the log comes through a pipe: a second more for that
		this.#judge("keep-alive", time - conversation.last <= conversation.keepAlive * 1_000 + 1_000, `${kind} after ${time - conversation.last} ms`);
		conversation.last = time;
		conversation.ended = kind === "Disconnects";
		if (kind === "Publishes" && fields.includes("QoS=1"))
			this.#published(conversation, fields);
		else if (kind === "Pubacks") {
			const id = number(/MsgId (\d+)/, fields);
			this.#judge("acknowledgements", conversation.owed.shift() === id, `PUBACK ${id}`);
		}
	}
	#published(conversation: Conversation, fields: string): void {
		const id = number(/MsgId=(\d+)/, fields), duplicate = fields.startsWith("DUP=True"), text = SEQUENCE.exec(fields)?.[1];
		if (text === undefined)
			return;
		const sequence = Number(text), former = this.#identifiers.get(sequence);
		this.#judge("order", sequence > conversation.sequence, fields);
		conversation.sequence = sequence;
		// what was sent and never came here has DUP, too
		this.#judge("duplicate", former === undefined || duplicate, fields);
		if (former === undefined)
			this.#judge("new identifiers", !conversation.inFlight.has(id), fields);
		else
			this.#judge("same identifier", former === id, fields);
		this.#identifiers.set(sequence, id);
		conversation.inFlight.add(id);
	}
	#sent(socket: string, kind: string, fields: string): void {
		const conversation = this.#conversations.get(socket);
		if (kind === "Pubacks")
			conversation?.inFlight.delete(number(/MsgId (\d+)/, fields));
		else if (kind === "Publishes" && fields.includes("QoS=1"))
			conversation?.owed.push(number(/MsgId=(\d+)/, fields));
	}
	/** Messages that the gateway has not acknowledged on connections that stand. */
	get owed(): number {
		return [...this.#conversations.values()].reduce((sum, { owed }) => sum + owed.length, 0);
	}
	#judge(watch: Watch, holds: boolean, detail: string): void {
		this.watched.set(watch, (this.watched.get(watch) ?? 0) + 1);
		if (!holds)
			this.complaints.push(`not so: ${WATCHES[watch]}: ${detail}`);
	}
}

function number(pattern: RegExp, fields: string): number {
	return Number(pattern.exec(fields)?.[1] ?? NaN);
}
