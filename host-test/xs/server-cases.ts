import { foreignServers, type ForeignServer } from "../servers/foreign-server";
import { ServerChain } from "../servers/server-chain";
import { until } from "../patience";
import type { Cases, Context } from "./cases";

async function connect(each: ForeignServer, { bench, remark }: Context): Promise<void> {
	const missing = each.missing();
	if (missing)
		return remark(`skipped: ${missing}`);
	const chain = await ServerChain.make(), server = await each.start(chain);
	try {
		await (await bench()).run({
			main: "host-test/xs/app/impatient",
			config: { broker: `mqtts://127.0.0.1:${server.port}`, log: "info" },
			anchors: [chain.path("root.pem")],
			duration: 60_000,
			during: async lines => {
				await until(() => lines.some(line => /mqtt +connected to/.test(line)), 40_000);
				remark(lines.find(line => /tls +TLS 1\.2/.test(line))!.replace(/^\s*[\d.]+ tls +/, ""));
			},
		});
	} catch (error) {
		throw new Error(`${(error as Error).message}\nThe server said:\n${server.log}`);
	} finally {
		await server.close();
		chain.remove();
	}
}

/** Servers of other makes, whose chain is signed with SHA-384. */
export const serverCases: Cases = Object.fromEntries(foreignServers.map(each => [`the gateway connects to ${each.name}`, (context: Context) => connect(each, context)]));
