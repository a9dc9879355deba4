import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { parseBrokerURL, type BrokerAddress } from "../modules/configuration/broker-url";
import { UsageError } from "./usage-error";

export interface GivenBroker extends BrokerAddress {
	/** As it was given. */
	readonly url: string;
}

/** What the command lines of the project's scripts have in common: `npm start` and `npm run …`. */
export function commandLine(script: string, description: string): Command {
	const name = `npm ${script === "start" ? "" : "run "}${script} --`;
	return new Command(name)
		.description(description)
		.helpOption("--help", "tell this")
		.allowExcessArguments(false)
		.showHelpAfterError(`${name} --help lists the options`)
		.exitOverride();
}

/** Makes a path whole. npm runs scripts in the project's folder; a person means the folder they are in. */
export function pathOf(script: string): (text: string) => string {
	return text => resolve(process.env.npm_lifecycle_event === script ? process.env.INIT_CWD ?? "" : "", text);
}

/** @returns a parser of whole numbers between two, both among them */
export function wholeNumber(least: number, most: number, example: string): (text: string) => number {
	return text => {
		const number = Number(text);
		if (text.trim() === "" || !Number.isInteger(number) || number < least || number > most)
			throw new InvalidArgumentError(`It is not a whole number from ${least} to ${most}; for example ${example}.`);
		return number;
	};
}

export function seedOption(description: string): Option {
	return new Option("--seed <number>", description).argParser(wholeNumber(0, 0xFFFF_FFFF, "--seed 7"));
}

/** @returns a parser of a broker's URL, which does not repeat it where it is wrong: it may have a password in it */
export function brokerURL(input: string): (text: string) => GivenBroker {
	return url => {
		const result = parseBrokerURL(url);
		if ("problem" in result)
			throw new UsageError(input, result.problem, `for example ${result.example.replace(/^broker=/, "").split(" ")[0]}`);
		return { url, ...result.address };
	};
}

export interface Credentials {
	readonly user: string | undefined;
	readonly password: string | undefined;
}

export const credentialOptions = Object.freeze({
	user: () => new Option("--user <name>", "user at the broker"),
	password: () => new Option("--password <password>", "password at the broker; better given in the environment").env("GATTWAY_PASSWORD"),
});

/** A password in the environment means nothing without a user. @throws UsageError for one on the command line */
export function credentialsOf(command: Command): Credentials {
	const { password, user } = command.opts<Partial<Credentials>>();
	if (user === undefined && command.getOptionValueSource("password") === "cli")
		throw new UsageError("--password", "is given without a user", "add --user NAME");
	return { user, password: user === undefined || password === "" ? undefined : password };
}

/** @throws UsageError if one of these options was given on the command line */
export function refuseOptions(command: Command, names: readonly string[], reason: string, mend: string): void {
	const needless = names.find(name => command.getOptionValueSource(name) === "cli");
	if (needless !== undefined)
		throw new UsageError(`--${needless}`, reason, mend);
}
