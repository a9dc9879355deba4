import pc from "picocolors";

/** The terminal of `npm start`: readings at the first column, everything else dim and behind a bar. */
export class HostConsole {
	#write: (text: string) => void;
	#colors: ReturnType<typeof pc.createColors>;
	#partial = "";

	constructor(write: (text: string) => void, colored: boolean) {
		this.#write = write;
		this.#colors = pc.createColors(colored);
	}
	/** A line of the runner itself. */
	say(text: string): void {
		this.#write(`${this.#colors.bold(text)}\n`);
	}
	/** What a subscriber got, as `mosquitto_sub -v` prints it. */
	message(topic: string, payload: string): void {
		this.#write(`${this.#colors.green(`${topic} ${payload}`)}\n`);
	}
	/** A line beside the readings. */
	aside(line: string): void {
		this.#write(`${this.#colors.dim(`| ${line}`)}\n`);
	}
	/** XS's `trace`: text with line feeds wherever they fall. */
	trace(...parts: readonly unknown[]): void {
		const lines = (this.#partial + parts.join("")).split("\n");
		this.#partial = lines.pop()!;
		for (const line of lines)
			this.aside(line);
	}
}
