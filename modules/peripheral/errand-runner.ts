import type { Dialogue } from "./dialogue";
import { type HandleTable, offers } from "./handle-table";
import { type Errand, NOTE, type Peripheral } from "./peripheral";
import type { PeripheralRequest, RequestStep } from "./peripheral-request";
import { PROPERTY, type RadioError } from "./radio";

/** Bytes that the header of a write takes of the MTU. */
const WRITE_HEADER = 3;
const PAIRING = "it may refuse, or want to be paired with, which this gateway does not do";

/** Does what is asked of a peripheral, and says exactly once what came of it. */
export class ErrandRunner {
	private _handles: HandleTable;
	private _dialogue: Dialogue;
	/** Whether it is done before what is read and subscribed to. */
	private _early = false;

	constructor(handles: HandleTable, dialogue: Dialogue) {
		this._handles = handles;
		this._dialogue = dialogue;
	}
	take(peripheral: Peripheral, request: PeripheralRequest): void {
		peripheral.errand = { request, atWork: false, step: "find", reason: "" };
	}
	/** When it is given up, in ticks. */
	expiry({ errand }: Peripheral): number {
		return errand && !errand.atWork ? errand.request.deadline : Infinity;
	}
	/** Its deadline passed before it was at work. */
	expire(peripheral: Peripheral): void {
		const errand = peripheral.errand!, { reason, step } = errand;
		if (!reason && peripheral.connection)
			this.finish(peripheral, errand, "discover", "it is connected, but the radio was busy all the time, with it or with others");
		else
			this.finish(peripheral, errand, step, reason || "it was not heard of in time: is it in reach, and switched on?");
	}
	/** Nobody waits for it any more; what is on the air stays there. */
	drop(peripheral: Peripheral): void {
		peripheral.errand = undefined;
	}
	/** What kept it from being done: told if nothing better comes until its deadline. */
	note(peripheral: Peripheral, step: RequestStep, reason: string): void {
		const { errand } = peripheral;
		if (!errand)
			return;
		if (errand.atWork)
			return this.finish(peripheral, errand, errand.request.bytes ? "write" : "read", reason);
		errand.step = step;
		errand.reason = reason;
	}
	/**
	 * Does it on a connection that is set up; `then` follows unless the connection fails.
	 * @param early whether the handles were checked just now, and what is read and subscribed to follows
	 */
	run(peripheral: Peripheral, early: boolean, then: () => void): void {
		const errand = peripheral.errand!, { channel } = errand.request;
		this._early = early;
		if (!this._handles.handle(channel)) {
			this.finish(peripheral, errand, "discover", "the peripheral does not have the declared characteristic: check the UUIDs in the configuration");
			return then();
		}
		if (early)
			this.work(peripheral, errand, then);
		else
			this._dialogue.verify(peripheral, channel - peripheral.firstChannel, () => peripheral.errand === errand ? this.work(peripheral, errand, then) : then());
	}
	private work(peripheral: Peripheral, errand: Errand, then: () => void): void {
		const { bytes, channel } = errand.request, properties = this._handles.properties(channel);
		errand.atWork = true;
		if (bytes)
			this.write(peripheral, errand, bytes, properties, then);
		else if (offers(properties, PROPERTY.read))
			this.read(peripheral, errand, "read", (error, value) => {
				this.finish(peripheral, errand, error ? "read" : undefined, error ? `${error.message}: ${PAIRING}` : "", value);
				then();
			});
		else {
			this.finish(peripheral, errand, "read", "the characteristic can't be read");
			then();
		}
	}
	private write(peripheral: Peripheral, errand: Errand, bytes: Uint8Array, properties: number, then: () => void): void {
		const connection = peripheral.connection!, room = connection.mtu - WRITE_HEADER;
		const problem = !offers(properties, PROPERTY.write | PROPERTY.writeCommand) ? "the characteristic can't be written"
			: bytes.length > room ? `${bytes.length} bytes are too long: the MTU of ${connection.mtu} lets ${room} through` : "";
		if (problem) {
			this.finish(peripheral, errand, "write", problem);
			return then();
		}
		connection.write(this._handles.handle(errand.request.channel), bytes, offers(properties, PROPERTY.write), error => {
			if (error)
				return this.fail(peripheral, errand, "write", error, then);
			if (!offers(properties, PROPERTY.read)) {
				this.finish(peripheral, errand, undefined, "", undefined, "sent");
				return then();
			}
			this.read(peripheral, errand, "read back", (refused, value) => {
				if (refused)
					this.finish(peripheral, errand, "read back", `it was sent, but ${refused.message}`);
				else if (same(bytes, value))
					this.finish(peripheral, errand, undefined, "", value, "read back");
				else
					this.finish(peripheral, errand, "read back", "the peripheral has another value than was written: it refused it, or changed it", value);
				then();
			});
		});
	}
	/** `told` is not called where the connection fails. */
	private read(peripheral: Peripheral, errand: Errand, step: RequestStep, told: (refused: RadioError | undefined, bytes: Uint8Array | undefined) => void): void {
		peripheral.connection!.read(this._handles.handle(errand.request.channel), (error, bytes) => {
			if (error && error.failure !== "refused")
				this.fail(peripheral, errand, step, error, () => {});
			else
				told(error ?? undefined, error ? undefined : bytes);
		});
	}
	private fail(peripheral: Peripheral, errand: Errand, step: RequestStep, error: RadioError, then: () => void): void {
		this.finish(peripheral, errand, step, error.message);
		if (error.failure === "refused")
			then();
		else
			this._dialogue.fail(peripheral, error);
	}
	private finish(peripheral: Peripheral, errand: Errand, step: RequestStep | undefined, reason: string, bytes?: Uint8Array, confirmed?: "sent" | "read back"): void {
		if (peripheral.errand !== errand)
			return;
		this.drop(peripheral);
		if (step === undefined)
			peripheral.note(NOTE.served);
		if (bytes && this._early)
			this._dialogue.take(errand.request, this._handles.handle(errand.request.channel), bytes);
		errand.request.onDone(step, reason, bytes, confirmed);
	}
}

function same(a: Uint8Array, b: Uint8Array | undefined): boolean {
	if (b === undefined || a.length !== b.length)
		return false;
	for (let i = 0; i < a.length; i++) {
		if (a[i] !== b[i])
			return false;
	}
	return true;
}
