import { readTrustAnchor } from "../../modules/trust/trust-anchor";
import { MQTTLink } from "../../modules/device/mqtt-link";
import { SessionCache } from "../../modules/device/session-cache";
import type { LinkError } from "../../modules/broker/broker-link";
import { HastyClock } from "../device/hasty-clock";
import { world } from "../../modules/simulator/world";
import { pause, until } from "../patience";
import type { Attack } from "./attack";
import { AttackServer } from "./attack-server";
import { attacks, honestServers } from "./attacks";
import { makeIdentities, type Identities } from "./identities";

let identities: Identities, server: AttackServer, attack: Attack;
beforeAll(async () => {
	identities = await makeIdentities("broker.test");
	server = new AttackServer(identities, () => attack);
	await server.open();
	world.wifiUp = true;
});
afterAll(() => server.close());

/** One attempt of a link, with deadlines of `15_000 / haste` milliseconds. */
async function attempt(haste: number): Promise<{ readonly errors: LinkError[]; readonly connected: boolean }> {
	const errors: LinkError[] = [], now = () => Date.now();
	let connected = false;
	const link = new MQTTLink({
		clock: new HastyClock(haste),
		broker: { secure: true, host: "127.0.0.1", port: server.port },
		user: undefined, pass: undefined,
		secure: { anchors: [readTrustAnchor(identities.root).anchor!], cache: new SessionCache(now), now, pins: [], identity: undefined },
	}, { clientId: "gattway-123456", keepAlive: 60_000, will: { topic: "p/status", message: "offline", retain: true } }, {
		onSecuring: () => {}, onSecure: () => {}, onWritable: () => {}, onAcknowledged: () => {}, onSubscribed: () => {}, onUnsubscribed: () => {}, onMessage: () => {}, onSkipped: () => {},
		onConnected: () => connected = true,
		onError: error => errors.push(error),
	});
	try {
		await until(() => errors.length > 0, 18_000);
		await pause(20);
	} finally {
		link.close();
	}
	return { errors, connected };
}

describe("the host's stand-in for the gateway's TLS", () => {
	test.each(honestServers.filter(each => !each.unseenByNode).map(each => [each.name, each] as const))("connects to %s", async (_name, each) => {
		attack = each;
		const { connected, errors } = await attempt(5);
		expect(server.encounters.at(-1)?.interruption).toBeUndefined();
		expect(connected).toBe(true);
		expect(errors).toHaveLength(1);
		expect(errors[0]!.failure).toBe("connection lost");
	}, 20_000);
	test.each(attacks.filter(each => !each.unseenByNode).map(each => [each.name, each] as const))("gives one reason, and not a byte of MQTT, to %s", async (_name, each) => {
		attack = each;
		const { connected, errors } = await attempt(each.patient ? 30 : 10), { wire } = server.encounters.at(-1)!;
		expect(connected).toBe(false);
		expect(errors).toHaveLength(1);
		expect(errors[0]!.message).toMatch(each.nodeReason ?? each.reason);
		if (!each.genuine)
			expect(wire.leak).toBeUndefined();
	}, 20_000);
});
