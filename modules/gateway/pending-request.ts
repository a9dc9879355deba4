import type { PeripheralRequest, RequestStep } from "../peripheral/peripheral-request";

/** What became of a request, as in `PeripheralRequest.onDone`. */
export interface Outcome {
	readonly step: RequestStep | undefined;
	readonly reason: string;
	readonly bytes: Uint8Array | undefined;
	readonly confirmed: "sent" | "read back" | undefined;
}

/** Who hears that there is an outcome. */
export interface RequestOwner {
	onOutcome(): void;
}

/** One value that is asked for. */
export interface RequestField {
	readonly channel: number;
	/** What is to be written; "" where it is read. */
	readonly text: string;
	/** Which member it is of a value that is an object. */
	readonly member?: number;
}

export interface RequestContent {
	readonly topic: string;
	/** As JSON; "" for none. */
	readonly id: string;
	readonly writes: boolean;
	/** Values of one characteristic; one where it is read. */
	readonly fields: readonly RequestField[];
	/** Index of the peripheral in the declarations. */
	readonly peripheral: number;
	/** In ticks. */
	readonly deadline: number;
	/** As it was asked for. */
	readonly ttl: number;
}

/** A request from its arrival to its result. */
export class PendingRequest implements PeripheralRequest {
	/** As long as they are undefined it reads; one that writes reads first where not all of the bytes are known. */
	bytes: Uint8Array | undefined;
	atWork = false;
	/** Until it has been seen to. */
	outcome: Outcome | undefined;
	readonly content: RequestContent;
	private _owner: RequestOwner;

	constructor(content: RequestContent, bytes: Uint8Array | undefined, owner: RequestOwner) {
		this.content = content;
		this.bytes = bytes;
		this._owner = owner;
	}
	get peripheral(): number {
		return this.content.peripheral;
	}
	get channel(): number {
		return this.content.fields[0]!.channel;
	}
	get deadline(): number {
		return this.content.deadline;
	}
	/** What is only read so that it can be written is not published by the desk. */
	takes(channel: number): boolean {
		const { fields, writes } = this.content;
		return !(writes && !this.bytes) && fields.some(field => field.channel === channel);
	}
	onDone(step: RequestStep | undefined, reason: string, bytes: Uint8Array | undefined, confirmed: "sent" | "read back" | undefined): void {
		this.outcome = { step, reason, bytes: bytes && new Uint8Array(bytes), confirmed };
		this._owner.onOutcome();
	}
}
