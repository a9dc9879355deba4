import pc from "picocolors";
import { bytesText, type Entry, type Message } from "./description";
import type { Dissection } from "./dissector";
import type { Direction } from "./message-description";

const ARROWS: Readonly<Record<Direction, string>> = Object.freeze({ sent: "→ broker", received: "← broker" });
const TIME = 8;
/** Column at which texts begin. */
const MARGIN = " ".repeat(TIME + " ms  → broker  ".length);

/** Prints an exchange: time, direction and what it is on one line, and below it what is in it. */
export class Narrator {
	#write: (text: string) => void;
	#colors: ReturnType<typeof pc.createColors>;

	constructor(write: (text: string) => void, colored: boolean) {
		this.#write = write;
		this.#colors = pc.createColors(colored);
	}
	/** A line of the tool itself. */
	say(text: string): void {
		this.#write(`${text}\n`);
	}
	record({ bytes, cover, direction, messages }: Dissection, time: number): void {
		const envelope = `${cover === "clear" ? "" : "encrypted "}in a record of ${bytes.length}`;
		const [only] = messages;
		if (messages.length === 1 && only!.name === "no TLS")
			return this.#line(time, direction, `${bytesText(bytes.length)} that are no TLS: ${only!.remark}`);
		if (messages.length === 1) {
			this.#line(time, direction, messageText(only!, envelope));
			this.#entries(only!.entries, 1);
			return;
		}
		this.#line(time, direction, `${messages.length} messages, ${envelope}`);
		for (const message of messages) {
			this.#write(`${MARGIN}  ${this.#colors.bold(messageText(message))}\n`);
			this.#entries(message.entries, 2);
		}
	}
	connection(text: string, direction: Direction, time: number): void {
		this.#write(this.#colors.dim(`${head(time, ARROWS[direction])}${text}`) + "\n");
	}
	verdict(text: string): void {
		this.#write(`${" ".repeat(TIME)}     gateway   ${this.#colors.green(text)}\n`);
	}
	done(text: string): void {
		this.#write(`${this.#colors.green(this.#colors.bold(text))}\n`);
	}
	failed(text: string): void {
		this.#write(`${this.#colors.red(this.#colors.bold(text))}\n`);
	}
	#line(time: number, direction: Direction, text: string): void {
		const color = direction === "sent" ? this.#colors.cyan : this.#colors.yellow;
		this.#write(`${head(time, color(ARROWS[direction]))}${this.#colors.bold(text)}\n`);
	}
	#entries(entries: readonly Entry[], depth: number): void {
		for (const { entries: inner, text } of entries) {
			this.#write(`${MARGIN}${"  ".repeat(depth)}${text}\n`);
			if (inner)
				this.#entries(inner, depth + 1);
		}
	}
}

function messageText({ length, name, remark }: Message, envelope?: string): string {
	const size = [...(length === undefined ? [] : [bytesText(length)]), ...(envelope ? [envelope] : [])].join(" ");
	return `${name}${size ? `, ${size}` : ""}${remark ? `: ${remark}` : ""}`;
}

function head(time: number, direction: string): string {
	return `${time.toFixed(1).padStart(TIME)} ms  ${direction}  `;
}
