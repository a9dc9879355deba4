import type { BrokerSession } from "../broker/broker-session";
import type { PeripheralConfiguration, ValueConfiguration } from "../configuration/configuration";
import { TOPIC_LENGTH } from "../configuration/mqtt-topic";
import type { PeripheralRequest, RequestStep } from "../peripheral/peripheral-request";
import type { Alarm, Clock } from "../text/clock";
import { describeDuration } from "../text/duration";
import { excerpt } from "../text/excerpt";
import type { Intake } from "./intake";
import { type Outcome, PendingRequest, type RequestContent, type RequestField, type RequestOwner } from "./pending-request";
import { RequestCodec, sameCharacteristic, tooShort } from "./request-codec";
import { GET, SET } from "./request-filters";
import type { RequestLog } from "./request-log";
import { RequestMemory } from "./request-memory";
import { RequestText } from "./request-text";

/** Requests that wait or are at work, at most. */
const CAPACITY = 8;
/** Milliseconds after its deadline in which a request that is at work may still end. */
const GRACE = 20_000;
/** Characters of a value that a result tells: with id and topic it is to fit into a packet. */
const LONGEST_VALUE = 256;
const RESULT = "/result", SUFFIX = SET.length;

/** Asks peripherals. */
export interface Asking {
	/** One at most for each peripheral. */
	request(request: PeripheralRequest): void;
	/** Its `onDone` is not called any more. */
	cancel(request: PeripheralRequest): void;
}

export interface RequestDeskOptions {
	readonly clock: Clock;
	readonly log: RequestLog;
	readonly peripherals: readonly PeripheralConfiguration[];
	/** By channel. */
	readonly values: readonly ValueConfiguration[];
	readonly session: Pick<BrokerSession, "reserveReply" | "reply">;
	readonly central: Asking;
	/** Publishes a value that was read. */
	readonly intake: Pick<Intake, "take">;
}

/**
 * Takes requests to write a value (`<topic>/set`) or to read it (`<topic>/get`), has them done one at a time for each
 * peripheral, and answers each at `<topic>/result`. Nothing is done twice under one id, and nothing after its time.
 */
export class RequestDesk implements RequestOwner {
	private _options: RequestDeskOptions;
	private _codec: RequestCodec;
	/** In the order of their arrival. */
	private _pending: PendingRequest[] = [];
	private _memory = new RequestMemory();
	private _alarm: Alarm | undefined;

	constructor(options: RequestDeskOptions) {
		this._options = options;
		this._codec = new RequestCodec(options.peripherals, options.values);
	}
	/** Something was published to one of the filters. @param text its payload */
	take(topic: string, text: string, retained: boolean): void {
		const writes = topic.endsWith(SET), base = topic.slice(0, -SUFFIX), { clock: { ticks }, log, session } = this._options;
		const asked = new RequestText(text, writes ? "a value" : "anything");
		if (this._memory.knows(topic, asked.id)) {
			const result = this._memory.result(topic, asked.id);
			log.debug(`${topic} came again with the id ${asked.id}: ${result ? "answered from memory" : "it is being done"}`);
			if (result && session.reserveReply())
				session.reply(base + RESULT, result);
			return;
		}
		if (base.length > TOPIC_LENGTH || !session.reserveReply()) {
			log.warning(`${excerpt(topic)}: refused, and not answered: ${base.length > TOPIC_LENGTH ? "no value has so long a topic" : "too many results wait for the broker"}`);
			return;
		}
		const content = retained ? "it is retained; publish requests without retain" : this.understand(base, writes, asked, ticks);
		if (typeof content === "string")
			return this.answer(base, failure(asked.id, "request", content));
		const bytes = writes ? this._codec.encode(content) : "incomplete";
		if (bytes === undefined)
			return this.answer(base, failure(asked.id, "request", this._codec.problem));
		if (this._pending.length === CAPACITY)
			return this.answer(base, failure(asked.id, "request", `the queue is full: ${CAPACITY} requests wait already; try again later`));
		this._memory.begin(topic, asked.id);
		this._pending.push(new PendingRequest(content, bytes === "incomplete" ? undefined : bytes, this));
		this.arm(0);
	}
	close(): void {
		this._options.clock.clear(this._alarm);
		this._alarm = undefined;
		for (const request of this._pending) {
			if (request.atWork)
				this._options.central.cancel(request);
		}
		this._pending = [];
	}
	/** It is seen to from a timer: what publishes goes deep into a small stack, of which the radio has used a part. */
	onOutcome(): void {
		this.arm(0);
	}
	private settle(request: PendingRequest, { bytes, confirmed, reason, step }: Outcome): void {
		const { content } = request, { fields, id, writes } = content;
		request.atWork = false;
		request.outcome = undefined;
		if (step === undefined && writes && !request.bytes) {
			request.bytes = bytes && this._codec.merge(content, bytes);
			if (request.bytes)
				return;
			return this.finish(request, failure(id, "write", bytes ? this._codec.problem : tooShort(bytes)));
		}
		const known = bytes ?? (confirmed === "sent" ? request.bytes : undefined);
		if (bytes && (step === undefined || step === "read back"))
			this.publish(content, bytes);
		// a clock goes on while it is read back: what was written is there, if not the same bytes
		const there = step === "read back" && bytes !== undefined && request.bytes !== undefined && this._codec.describe(fields, bytes) === this._codec.describe(fields, request.bytes);
		if (step !== undefined && !there)
			return this.finish(request, failure(id, step, step === "read" && writes && !request.bytes ? `${reason}, and not all of its values are given` : reason));
		const value = known && this._codec.describe(fields, known);
		if (value !== undefined && value.length > LONGEST_VALUE)
			return this.finish(request, `{${idPart(id)}"ok":true${confirmedPart(confirmed)}}`);
		if (value === undefined)
			return this.finish(request, failure(id, "read", tooShort(known)));
		this.finish(request, `{${idPart(id)}"ok":true,"value":${value}${confirmedPart(there ? step : confirmed)}}`);
	}
	/** What is asked of whom; or why not. */
	private understand(base: string, writes: boolean, { fields, id, problem, ttl, value }: RequestText, ticks: number): RequestContent | string {
		const { peripherals, values } = this._options;
		if (problem)
			return problem;
		const channel = values.findIndex(({ topic, write }) => topic === base && (!writes || write));
		if (channel < 0) {
			return values.some(({ topic }) => topic === base) ? 'its declaration does not allow to write it: that takes "write": true' :
				"no value is published there";
		}
		if (values.some(({ topic, write }, other) => other > channel && topic === base && (!writes || write)))
			return "several values are published there: give each a topic of its own";
		let peripheral = 0, first = 0;
		while (channel >= first + peripherals[peripheral]!.values.length)
			first += peripherals[peripheral++]!.values.length;
		const wanted: RequestField[] = [], members = values[channel]!.group?.members ?? [];
		if (writes && members.length > 0 && !fields)
			return "its value is an object, of those fields that are to be written";
		for (const { name, text } of fields ?? [{ name: values[channel]!.name, text: value ?? "" }]) {
			const member = members.indexOf(JSON.stringify(name) + ":");
			if (fields && member >= 0) {
				wanted.push({ channel, text, member });
				continue;
			}
			const field = fields ? first + peripherals[peripheral]!.values.findIndex(value => value.name === name && sameCharacteristic(value, values[channel]!)) : channel;
			if (field < first)
				return `${excerpt(name)} is no value of the same characteristic`;
			if (writes && !values[field]!.write)
				return `the declaration does not allow to write ${excerpt(name)}: that takes "write": true`;
			wanted.push({ channel: field, text });
		}
		return { topic: base, id, writes, fields: wanted, peripheral, deadline: ticks + ttl, ttl };
	}
	private publish({ fields, peripheral }: RequestContent, bytes: Uint8Array): void {
		const { peripherals, values } = this._options;
		// of a layout the first brings all of its fields
		for (const { channel } of values[fields[0]!.channel]!.group ? fields.slice(0, 1) : fields)
			this._options.intake.take(peripherals[peripheral]!, values[channel]!, channel, bytes, true);
	}
	private finish(request: PendingRequest, result: string): void {
		const { id, topic, writes } = request.content;
		this._pending.splice(this._pending.indexOf(request), 1);
		this._memory.end(topic + (writes ? SET : GET), id, result);
		this.answer(topic, result);
	}
	private answer(base: string, result: string): void {
		this._options.log.info(`${base}: ${result}`);
		this._options.session.reply(base + RESULT, result);
	}
	/** Gives up what is too old, and starts what can be started. */
	private step(): void {
		this._alarm = undefined;
		const { central, clock: { ticks } } = this._options;
		for (const request of [...this._pending]) {
			if (request.outcome)
				this.settle(request, request.outcome);
		}
		for (const request of [...this._pending]) {
			const { atWork, content: { deadline, id, ttl } } = request;
			if (ticks < (atWork ? deadline + GRACE : deadline))
				continue;
			if (atWork)
				central.cancel(request);
			this.finish(request, failure(id, "request", atWork ? `expired: nothing came of it within ${describeDuration(ttl + GRACE)}` :
				`expired: others were before it for its ttl of ${describeDuration(ttl)}`));
		}
		for (const request of [...this._pending]) {
			if (request.atWork || this._pending.some(other => other.atWork && other.peripheral === request.peripheral))
				continue;
			request.atWork = true;
			central.request(request);
		}
		const next = this._pending.reduce((next, { atWork, deadline }) => Math.min(next, atWork ? deadline + GRACE : deadline), Infinity);
		if (next !== Infinity)
			this.arm(Math.max(0, next - ticks));
	}
	private arm(delay: number): void {
		const { clock } = this._options;
		clock.clear(this._alarm);
		this._alarm = clock.set(() => this.step(), delay);
	}
}

/** @param id as JSON, or "" */
function idPart(id: string): string {
	return id && `"id":${id},`;
}

function confirmedPart(confirmed: "sent" | "read back" | undefined): string {
	return confirmed ? `,"confirmed":"${confirmed}"` : "";
}

function failure(id: string, step: RequestStep, reason: string): string {
	return `{${idPart(id)}"ok":false,"step":"${step}","reason":${JSON.stringify(reason)}}`;
}
