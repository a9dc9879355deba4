import type { SessionSocket } from "ssl/session";

/** What is needed of TCP. */
export interface TCPSocket {
	read(buffer: Uint8Array): void;
	/** Undefined on Linux if the connection is broken. */
	write(bytes: Uint8Array): number | undefined;
	close(): void;
}

/** TCP as the SDK's session wants it, which knows no "not now": what TCP has no room for waits here. */
export class RecordSocket implements SessionSocket {
	readable = 0;
	writable = 0;
	private _tcp: TCPSocket | undefined;
	/** Handshake messages that TCP had no room for. */
	private _unsent: Uint8Array[] | undefined;
	private _broken = false;

	/** It is there before TCP is. */
	set tcp(tcp: TCPSocket) {
		this._tcp = tcp;
	}
	/** TCP has said, in the only way it has on Linux, that the connection is gone. */
	get broken(): boolean {
		return this._broken;
	}
	read(buffer: Uint8Array): void {
		this._tcp!.read(buffer);
	}
	/** @returns how much may be written then */
	write(packet: Uint8Array): number {
		if (this._unsent || packet.length > this.writable)
			(this._unsent ??= []).push(packet);
		else
			this.transmit(packet);
		return this.writable;
	}
	/** Sends what waits, as far as there is room: `count` bytes now. */
	onWritable(count: number): void {
		this.writable = count;
		const unsent = this._unsent;
		if (!unsent)
			return;
		while (unsent.length && unsent[0]!.length <= this.writable)
			this.transmit(unsent.shift()!);
		if (!unsent.length)
			this._unsent = undefined;
	}
	/** Idempotent. */
	close(): void {
		const tcp = this._tcp;
		this._tcp = undefined;
		tcp?.close();
	}
	private transmit(packet: Uint8Array): void {
		const writable = this._tcp!.write(packet);
		this.writable = writable ?? 0;
		this._broken = writable === undefined;
	}
}
