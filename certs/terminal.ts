import pc from "picocolors";

export type Palette = Pick<ReturnType<typeof pc.createColors>, "bold" | "dim" | "green" | "red" | "yellow">;

export interface TerminalOptions {
	readonly write: (text: string) => void;
	/** For what is wrong with the command itself. */
	readonly complain: (text: string) => void;
	readonly colored: boolean;
}

/** Where a tool prints: a word of the verdict first, coloured where that is wanted. */
export class Terminal {
	readonly palette: Palette;
	#options: TerminalOptions;

	constructor(options: TerminalOptions) {
		this.#options = options;
		this.palette = pc.createColors(options.colored);
	}
	say(...lines: readonly string[]): void {
		for (const line of lines)
			this.#options.write(`${line}\n`);
	}
	good(word: string, text: string): void {
		this.say(`${this.palette.green(`${word}:`)} ${text}`);
	}
	bad(word: string, text: string): void {
		this.say(`${this.palette.red(`${word}:`)} ${text}`);
	}
	warn(text: string): void {
		this.say(`${this.palette.yellow("warning:")} ${text}`);
	}
	/** As it is. */
	write(text: string): void {
		this.#options.write(text);
	}
	complain(text: string): void {
		this.#options.complain(text);
	}
}
