import type { Socket } from "node:net";
import { ALERT, APPLICATION_DATA } from "./messages";

export interface Received {
	readonly type: number;
	readonly body: Buffer;
}

/** The attacker's end of a TCP connection: sends what it likes, takes down every byte that comes and cuts it into records. */
export class Wire {
	readonly records: Received[] = [];
	/** The connection has ended. */
	readonly ended: Promise<void>;
	#socket: Socket;
	#bytes: Buffer[] = [];
	#rest: Buffer = Buffer.alloc(0);
	#taken = 0;
	#over = false;
	#wake: () => void = () => {};

	constructor(socket: Socket) {
		this.#socket = socket.setNoDelay(true);
		socket.on("error", () => {});
		socket.on("data", data => this.#receive(data));
		socket.on("end", () => socket.destroy());
		this.ended = new Promise(resolve => socket.once("close", () => {
			this.#over = true;
			this.#wake();
			resolve();
		}));
	}
	/** Every byte that came. */
	get bytes(): Buffer {
		return Buffer.concat(this.#bytes);
	}
	/** What of MQTT came, in clear or in records of application data; undefined if nothing did. */
	get leak(): string | undefined {
		if (this.bytes.includes("MQTT"))
			return "MQTT in clear";
		const sealed = this.records.filter(({ type }) => type === APPLICATION_DATA).length;
		return sealed ? `${sealed} records of application data` : undefined;
	}
	/** The alerts in clear that came, by number. */
	get alerts(): number[] {
		return this.records.filter(({ body, type }) => type === ALERT && body.length === 2).map(({ body }) => body[1]!);
	}
	/** The next record; throws when the connection ends before it is whole. */
	async next(): Promise<Received> {
		while (this.records.length <= this.#taken) {
			if (this.#over)
				throw new Error("the client ended the connection");
			await new Promise<void>(resolve => this.#wake = resolve);
		}
		return this.records[this.#taken++]!;
	}
	send(...bytes: Uint8Array[]): void {
		if (!this.#over)
			this.#socket.write(Buffer.concat(bytes));
	}
	/** The client is told that nothing more comes. */
	end(): void {
		this.#socket.end();
	}
	close(): void {
		this.#socket.destroy();
	}
	#receive(data: Buffer): void {
		this.#bytes.push(data);
		this.#rest = Buffer.concat([this.#rest, data]);
		for (let length; this.#rest.length >= 5 && this.#rest.length >= (length = 5 + this.#rest.readUInt16BE(3)); this.#rest = this.#rest.subarray(length))
			this.records.push({ type: this.#rest[0]!, body: this.#rest.subarray(5, length) });
		this.#wake();
	}
}
