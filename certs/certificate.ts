import { runCertificate } from "./certificate-command";

/* `npm run certificate`: a broker's certificates, and the gateway's trust anchors. */

// whoever reads the output has gone
process.stdout.on("error", () => {});

runCertificate(process.argv.slice(2), {
	write: text => process.stdout.write(text),
	complain: text => process.stderr.write(text),
	colored: process.stdout.isTTY === true && !process.env.NO_COLOR,
}).then(code => {
	process.exitCode = code;
}, (error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
	process.exitCode = 1;
});
