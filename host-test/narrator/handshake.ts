import { exitWith } from "../exit-with";
import { parseArguments } from "./handshake-arguments";
import { narrate } from "./narration";
import { Narrator } from "./narrator";

/*
 * `npm run handshake`: one TLS exchange with a broker, narrated message by message. Ends with 0 when it went through,
 * 1 when it failed, 2 when the command line is wrong.
 */

async function run(parameters: readonly string[]): Promise<number> {
	const options = parseArguments(parameters);
	const narrator = new Narrator(text => process.stdout.write(text), process.stdout.isTTY === true && !process.env.NO_COLOR);
	return await narrate(options, narrator) ? 0 : 1;
}

// whoever reads the output has gone
process.stdout.on("error", () => process.exit(1));
run(process.argv.slice(2)).then(code => process.stdout.write("", () => process.exit(code)), exitWith);
