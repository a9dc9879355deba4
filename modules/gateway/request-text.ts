import { excerpt } from "../text/excerpt";
import { JSONScanner } from "../text/json-scanner";

/** Milliseconds after which a request is given up, unless it says so itself, and at most. */
export const DEFAULT_TTL = 30_000, LONGEST_TTL = 3_600_000;
/** Characters of an id. */
const LONGEST_ID = 64;
/** Fields of one characteristic at most: as many as a peripheral has values. */
const FIELDS = 16;

/** What a request's payload says: the text of a value, or JSON with `id`, `value`, `ttl`. */
export class RequestText {
	/** As JSON; "" if it has none. */
	id = "";
	/** Milliseconds. */
	ttl = DEFAULT_TTL;
	/** What is to be written; undefined where `fields` say it, or nobody does. */
	value: string | undefined;
	/** Names of values of the same characteristic, and their texts. */
	fields: { readonly name: string; readonly text: string }[] | undefined;
	/** Why it can't be understood; "" if it can. */
	problem = "";

	/** @param takes whether it is to say a value, or may; other payloads may be anything, and nothing */
	constructor(payload: string, takes: "a value" | "a value or none" | "anything") {
		const writes = takes !== "anything";
		if (payload.trimStart().startsWith("{"))
			this.readObject(payload, writes, takes === "a value");
		else if (writes && (payload !== "" || takes === "a value"))
			this.value = payload;
	}
	private readObject(payload: string, writes: boolean, needed: boolean): void {
		const scanner = new JSONScanner(payload);
		scanner.enter();
		while (scanner.next()) {
			if (scanner.key === "id")
				this.readId(scanner);
			else if (scanner.key === "ttl")
				this.readTtl(scanner);
			else if (scanner.key === "value" && writes)
				this.readValue(scanner);
			else if (writes)
				this.refuse(`has the unknown key ${excerpt(scanner.key)}: id, value and ttl are known`);
			else if (scanner.kind === "object")
				return;
			if (this.problem)
				return;
		}
		if (!writes)
			return;
		if (!scanner.ended)
			this.refuse("begins with { and is no JSON object as {\"id\":\"42\",\"value\":21.5,\"ttl\":30}");
		else if (needed && this.value === undefined && !this.fields)
			this.refuse("has no value");
	}
	private readId({ kind, text }: JSONScanner): void {
		if ((kind === "string" || kind === "number") && text !== "" && text.length <= LONGEST_ID)
			this.id = kind === "string" ? JSON.stringify(text) : text;
		else
			this.refuse(`has an id that is no text of 1 to ${LONGEST_ID} characters`);
	}
	private readTtl({ kind, text }: JSONScanner): void {
		const ttl = Number(text) * 1_000;
		if (kind === "number" && ttl >= 1_000 && ttl <= LONGEST_TTL)
			this.ttl = ttl;
		else
			this.refuse(`has a ttl that is no number of seconds from 1 to ${LONGEST_TTL / 1_000}`);
	}
	private readValue(scanner: JSONScanner): void {
		if (scanner.kind !== "object") {
			this.value = scanner.text;
			return;
		}
		const fields = this.fields = [] as { name: string; text: string }[];
		scanner.enter();
		while (scanner.next()) {
			const { key, kind, text } = scanner;
			if (kind === "object" || fields.length === FIELDS)
				return this.refuse(kind === "object" ? `has an object as ${excerpt(key)}` : `has more than ${FIELDS} fields`);
			if (fields.some(({ name }) => name === key))
				return this.refuse(`has ${excerpt(key)} twice`);
			fields.push({ name: key, text });
		}
		if (fields.length === 0)
			this.refuse("has no value");
	}
	private refuse(problem: string): void {
		this.problem ||= `the request ${problem}`;
	}
}
