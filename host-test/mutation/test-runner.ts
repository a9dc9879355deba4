import { fork } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Answer, FileRecord, Order } from "./worker";

/** Milliseconds for the tests without a mutant. */
const PATIENCE = 900_000;

/**
 * Runs the tests without a mutant and then with one after the other, in a process that is another one after each that
 * does not end. Rejects if the tests fail without one.
 * @param onFate is told of each, in order: which test noticed it, or that it did not end; undefined if none did
 * @param grace milliseconds that a mutant may take beside three times what its tests take without it
 */
export async function runMutants(order: Omit<Order, "records">, onFate: (noticed: string | undefined) => void, grace = 10_000): Promise<void> {
	let records: readonly FileRecord[] | undefined, done = 0;
	while (!records || done < order.mutants.length)
		await new Promise<void>((resolve, reject) => {
			const child = fork(join(__dirname, "worker.ts"), {
				execArgv: ["--import", pathToFileURL(require.resolve("tsx")).href],
				stdio: ["ignore", "ignore", "ignore", "ipc"],
			});
			const kill = (): void => void child.kill("SIGKILL");
			process.once("exit", kill);
			let timer = setTimeout(kill, PATIENCE), settled = false;
			child.on("message", (answer: Answer) => {
				if ("broken" in answer) {
					settled = true;
					reject(new Error(answer.broken));
					return kill();
				}
				clearTimeout(timer);
				if ("records" in answer)
					({ records } = answer);
				else if ("cost" in answer)
					timer = setTimeout(kill, grace + 3 * answer.cost);
				else {
					done++;
					onFate(answer.noticed);
				}
				settled = records !== undefined && done === order.mutants.length;
				if (settled)
					kill();
			});
			child.once("exit", code => {
				clearTimeout(timer);
				process.off("exit", kill);
				if (!records)
					return reject(new Error(`the tests do not end without a mutant (${code})`));
				if (!settled) {
					done++;
					onFate(code === null ? "it does not end" : "it ends the process");
				}
				resolve();
			});
			child.send({ ...order, records, mutants: order.mutants.slice(done) });
		});
}
