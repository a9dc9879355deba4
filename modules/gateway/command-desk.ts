import type { BrokerSession } from "../broker/broker-session";
import { MAXIMUM_REPLY } from "../broker/reply-queue";
import type { Configuration } from "../configuration/configuration";
import type { Central } from "../peripheral/central";
import { excerpt } from "../text/excerpt";
import { type Log, LOG_LEVELS, type LogLevel } from "../text/log";
import { utf8Length } from "../text/utf8";
import type { RequestLog } from "./request-log";
import { RequestText } from "./request-text";
import { ScanAnswer } from "./scan-answer";
import { StatusAnswer } from "./status-answer";

const RESULT = "result";
/** Commands that only tell something, and those that change something. */
const READING = Object.freeze(["configuration", "scan", "status"] as const), CHANGING = Object.freeze(["log", "restart"] as const);
/** Bytes of a result: with its topic it fits into a packet. */
const TOO_LONG = `the result has more than ${MAXIMUM_REPLY} bytes`;
/** Seconds of a scan. */
const SCAN = 10, LONGEST_SCAN = 60;

type Command = (typeof READING)[number] | (typeof CHANGING)[number];

export interface CommandDeskOptions {
	readonly log: RequestLog;
	/** The console whose level is set. */
	readonly console: Pick<Log, "level">;
	readonly prefix: string;
	readonly session: Pick<BrokerSession, "reserveReply" | "reply">;
	/** How things stand, in parts, each of them JSON. */
	status(): readonly string[];
	/** What is configured, as JSON, without secrets. */
	configuration(): string;
	readonly central: Pick<Central, "survey">;
	/** The firmware restarts soon: the answer may still go out. */
	restart(): void;
}

/** What commands are published to, of those that are allowed. */
export function commandFilters(prefix: string, commands: Configuration["commands"]): string[] {
	const allowed: readonly Command[] = commands === "none" ? [] : commands === "read" ? READING : [...READING, ...CHANGING];
	return allowed.map(name => `${prefix}/command/${name}`);
}

/** Whether what was published there is a command; only those that are allowed come at all. */
export function isCommand(prefix: string, topic: string): boolean {
	const base = `${prefix}/command/`, name = topic.startsWith(base) ? topic.slice(base.length) : "";
	return (READING as readonly string[]).includes(name) || (CHANGING as readonly string[]).includes(name);
}

/** Takes commands to the gateway itself (`<prefix>/command/<name>`), and answers at `<prefix>/command/result`; made for each. */
export class CommandDesk {
	private _options: CommandDeskOptions;
	private _base: string;

	constructor(options: CommandDeskOptions) {
		this._options = options;
		this._base = `${options.prefix}/command/`;
	}
	/** A command has come. @param text its payload */
	take(topic: string, text: string, retained: boolean): void {
		const { log, session } = this._options, command = topic.slice(this._base.length) as Command;
		if (!session.reserveReply())
			return log.warning(`the command ${command}: refused, and not answered: too many results wait for the broker`);
		const asked = new RequestText(text, command === "log" ? "a value" : command === "scan" ? "a value or none" : "anything");
		const problem = retained ? "it is retained; publish commands without retain" : asked.problem;
		if (problem)
			this.refuse(command, asked.id, problem);
		else
			this.obey(command, asked);
	}
	private obey(command: Command, { id, value }: RequestText): void {
		switch (command) {
			case "status":
				return this.tellStatus(id);
			case "configuration":
				return this.answer(command, id, this._options.configuration());
			case "restart":
				this.answer(command, id);
				return this._options.restart();
			case "log":
				if (!LOG_LEVELS.includes(value as LogLevel))
					return this.refuse(command, id, `${excerpt(value ?? "")} is none of ${LOG_LEVELS.join(", ")}`);
				this._options.console.level = value as LogLevel;
				return this.answer(command, id, JSON.stringify(value));
			case "scan":
				return this.scan(id, value);
		}
	}
	private scan(id: string, text = String(SCAN)): void {
		const seconds = text === "" ? NaN : Number(text);
		if (!(seconds >= 1 && seconds <= LONGEST_SCAN))
			return this.refuse("scan", id, `${excerpt(text)} is no number of seconds from 1 to ${LONGEST_SCAN}`);
		const { central, log, session } = this._options;
		const started = central.survey(seconds * 1_000, found => {
			const answer = new ScanAnswer(head("scan", id), found);
			log.info(`command: scan: ${answer.summary}`);
			// room was reserved before
			session.reply(this._base + RESULT, answer);
		});
		if (!started)
			this.refuse("scan", id, "a scan runs already");
	}
	private tellStatus(id: string): void {
		const { log, session } = this._options, answer = new StatusAnswer(head("status", id), this._options.status());
		if (answer.longest > MAXIMUM_REPLY)
			return this.refuse("status", id, TOO_LONG);
		log.info("command: status is told");
		session.reply(this._base + RESULT, answer);
	}
	private answer(command: Command, id: string, value?: string): void {
		const result = `${head(command, id)}${value === undefined ? "" : `,"value":${value}`}}`;
		if (utf8Length(result) > MAXIMUM_REPLY)
			return this.refuse(command, id, TOO_LONG);
		this.tell(result);
	}
	private refuse(command: Command, id: string, reason: string): void {
		this.tell(`{"command":"${command}",${id && `"id":${id},`}"ok":false,"reason":${JSON.stringify(reason)}}`);
	}
	private tell(result: string): void {
		this._options.log.info(`command: ${result}`);
		this._options.session.reply(this._base + RESULT, result);
	}
}

/** What each good answer begins with. @param id as JSON, or "" */
function head(command: Command, id: string): string {
	return `{"command":"${command}",${id && `"id":${id},`}"ok":true`;
}
