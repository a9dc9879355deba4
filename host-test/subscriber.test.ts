import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { createServer, type Server } from "node:tls";
import { readTrustAnchor, type TrustAnchor } from "../modules/trust/trust-anchor";
import { Authority } from "./authority";
import { pem } from "./certs/tls-broker";
import { EmbeddedBroker } from "./embedded-broker";
import { pause, until } from "./patience";
import { Subscriber, type SubscriberOptions } from "./subscriber";
import { keyPemOf, make, NOW, type KeyName, type Made } from "./trust/certificate-maker";

// making an RSA key takes seconds on a busy machine
jest.setTimeout(30_000);

/** A broker that says nothing, and how far somebody came with it. */
interface Listener {
	readonly port: number;
	/** Handshakes that went through. */
	secured: number;
	/** Bytes that came after a handshake. */
	received: number;
}

let root: Made, anchor: TrustAnchor;
const closers: (() => unknown)[] = [];

beforeAll(async () => {
	root = await make({ subject: "CN=Right", ca: true });
	anchor = readTrustAnchor(root.der).anchor!;
});
afterEach(async () => {
	for (const close of closers.splice(0).reverse())
		await close();
});

async function listen(leaf: Made): Promise<Listener> {
	const sockets: Socket[] = [];
	const server: Server = createServer({
		cert: pem(leaf.der),
		key: await keyPemOf(leaf.key),
		ciphers: "DEFAULT:@SECLEVEL=0",
	}, socket => {
		listener.secured++;
		socket.on("error", () => {}).on("data", bytes => { listener.received += bytes.length; });
	});
	server.on("connection", socket => sockets.push(socket)).on("tlsClientError", () => {});
	await once(server.listen(0, "127.0.0.1"), "listening");
	closers.push(() => sockets.forEach(socket => socket.destroy()), () => server.close());
	const listener: Listener = { port: (server.address() as AddressInfo).port, secured: 0, received: 0 };
	return listener;
}

function subscribe(port: number, options: Partial<SubscriberOptions> = {}): string[] {
	const told: string[] = [];
	const subscriber = new Subscriber({
		host: "localhost", port, user: "someone", password: "secret", filter: "#",
		secure: { anchors: [anchor], now: () => NOW },
		onMessage: (topic, payload) => told.push(`${topic} ${payload}`),
		onStatus: text => told.push(text),
		...options,
	});
	closers.push(() => subscriber.close());
	return told;
}

describe("the subscriber gives nothing to a broker that the gateway refuses:", () => {
	async function expectNothing(leaf: Made, message: RegExp, options?: Partial<SubscriberOptions>): Promise<void> {
		const listener = await listen(leaf), told = subscribe(listener.port, options);
		await until(() => told.length > 0);
		await pause(300);		// it tries again
		expect(told).toEqual([expect.stringMatching(message)]);
		expect(listener).toMatchObject({ secured: 0, received: 0 });
	}

	test("one with a certificate that names it by common name only", async () => {
		await expectNothing(await make({ subject: "CN=localhost", issuer: root, names: [] }), /finds no connection \(.*names nobody .*common name localhost doesn't count/);
	});
	test.each<[string, KeyName]>([["an RSA key of 1,024 bits", "RSA-1024"]])("one with %s", async (_, key) => {
		await expectNothing(await make({ issuer: root, names: ["localhost"], key }), /too weak/);
	});
	test("one without the key that is pinned", async () => {
		const secure = { anchors: [anchor], now: () => NOW, pins: [new Uint8Array(32)] };
		await expectNothing(await make({ issuer: root, names: ["localhost"] }), /no key on it is one of those that are pinned/, { secure });
	});
});
test("the subscriber says that nothing listens", async () => {
	const { port } = await listen(root);
	await closers.pop()!();
	await closers.pop()!();
	const told = subscribe(port);
	await until(() => told.length > 0);
	expect(told[0]).toMatch(/finds no connection \(.*ECONNREFUSED.*\), tries again/);
});
test("the subscriber hears what is published, over TLS and in clear", async () => {
	const authority = await Authority.create(), { certificate, key } = await authority.issue({ names: ["localhost"] });
	for (const identity of [{ certificate, key }, {}]) {
		const broker = new EmbeddedBroker({ ...identity, user: "someone", password: "secret" });
		await broker.start();
		closers.push(() => broker.stop());
		const told = subscribe(broker.port, {
			secure: "key" in identity ? { anchors: [readTrustAnchor(authority.der).anchor!], now: Date.now } : undefined,
		});
		await until(() => told.length > 0);
		await broker.publish("some/topic", "hello");
		await until(() => told.length > 1);
		expect(told).toEqual(["listens to #", "some/topic hello"]);
	}
});
