import { askBroker } from "../../certs/broker-probe";
import { foreignServers } from "./foreign-server";
import { ServerChain } from "./server-chain";

describe.each(foreignServers.map(each => [each.name, each] as const))("%s", (_name, each) => {
	const missing = each.missing();
	(missing ? test.skip : test)(`takes the gateway's offer, and its chain is signed with SHA-384${missing ? ` (skipped: ${missing})` : ""}`, async () => {
		const chain = await ServerChain.make(), server = await each.start(chain);
		try {
			const answer = await askBroker({ host: "127.0.0.1", port: server.port, serverName: "127.0.0.1" });
			expect(answer.failure).toBeUndefined();
			expect(answer.suite).toBe(0xc02b);
			expect(answer.chain?.length).toBeGreaterThanOrEqual(2);
		} finally {
			await server.close();
			chain.remove();
		}
	}, 120_000);
});
