import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { createServer as createSecureServer } from "node:tls";
import { readTrustAnchor } from "../../modules/trust/trust-anchor";
import { MQTTLink } from "../../modules/device/mqtt-link";
import { SessionCache } from "../../modules/device/session-cache";
import type { BrokerLink, LinkError, LinkEvents, SecureSession } from "../../modules/broker/broker-link";
import { Authority } from "../authority";
import { EmbeddedBroker, type EmbeddedBrokerOptions } from "../embedded-broker";
import Net from "../moddable/net";
import TCP from "../moddable/tcp";
import { pause, until } from "../patience";
import { world } from "../../modules/simulator/world";
import { HastyClock } from "./hasty-clock";

class Recorder implements LinkEvents {
	readonly story: string[] = [];
	readonly errors: LinkError[] = [];
	readonly acknowledged: number[] = [];
	readonly messages: string[] = [];
	readonly subscribed: (readonly number[])[] = [];
	session: SecureSession | undefined;
	onSecuring(): void {
		this.story.push("securing");
	}
	onSecure(session: SecureSession): void {
		this.session = session;
		this.story.push("secure");
	}
	onConnected(): void {
		this.story.push("connected");
	}
	onWritable(): void {
	}
	onAcknowledged(id: number): void {
		this.acknowledged.push(id);
	}
	onSubscribed(_id: number, codes: readonly number[]): void {
		this.subscribed.push(codes);
	}
	onUnsubscribed(id: number): void {
		this.story.push(`unsubscribed ${id}`);
	}
	onMessage(topic: string, payload: Uint8Array, retained: boolean): void {
		this.messages.push(`${topic} ${Buffer.from(payload)}${retained ? " retained" : ""}`);
	}
	onSkipped(length: number): void {
		this.messages.push(`skipped ${length}`);
	}
	onError(error: LinkError): void {
		this.story.push("error");
		this.errors.push(error);
	}
}

const closers: (() => unknown)[] = [];
afterEach(async () => {
	for (const close of closers.splice(0).reverse())
		await close();
	world.wifiUp = true;
	jest.restoreAllMocks();
});
beforeEach(() => {
	world.wifiUp = true;
});

interface Target {
	readonly port: number;
	readonly host?: string;
	readonly anchors?: readonly Uint8Array[];
	readonly user?: string;
	readonly pass?: string;
}

/** @param haste by which deadlines are shortened: little where a busy machine has to keep them */
function open({ anchors, host = "127.0.0.1", pass, port, user }: Target, haste = 3): { link: BrokerLink; events: Recorder } {
	const events = new Recorder();
	const now = () => Date.now();
	const link = new MQTTLink({
		clock: new HastyClock(haste),
		broker: { secure: anchors !== undefined, host, port },
		user, pass,
		secure: anchors && { anchors: anchors.map(der => readTrustAnchor(der).anchor!), cache: new SessionCache(now), now },
	}, { clientId: "gattway-123456", keepAlive: 60_000, will: { topic: "p/status", message: "offline", retain: true } }, events);
	closers.push(() => link.close());
	return { events, link };
}

async function broker(options: EmbeddedBrokerOptions = {}): Promise<EmbeddedBroker> {
	const embedded = new EmbeddedBroker(options);
	await embedded.start();
	closers.push(() => embedded.stop());
	return embedded;
}

/** A server that does with each connection what the test says. */
async function server(behave: (socket: Socket) => void): Promise<number> {
	const listening: Server = createServer(socket => behave(socket.on("error", () => {})));
	await new Promise<void>(resolve => listening.listen(0, "127.0.0.1", resolve));
	closers.push(() => listening.close());
	return (listening.address() as AddressInfo).port;
}

async function failure(target: Target, limit = 6_000): Promise<LinkError> {
	const { events } = open(target, 50);
	await until(() => events.errors.length > 0, limit);
	await pause(50);
	expect(events.errors).toHaveLength(1);
	return events.errors[0]!;
}

const text = (payload: string) => new Uint8Array(Buffer.from(payload));

describe("MQTTLink", () => {
	test("connects, publishes and reports each PUBACK", async () => {
		const embedded = await broker();
		const { events, link } = open(embedded);
		await until(() => events.story.includes("connected"));
		expect(link.publish(7, "p/v", text("172 mv"), false, false)).toBe(true);
		expect(link.publish(8, "p/v", text("173 mv"), true, true)).toBe(true);
		await until(() => events.acknowledged.length === 2);
		expect(events.acknowledged).toEqual([7, 8]);
		expect(embedded.arrivals.map(({ duplicate, id, payload, qos, retain, topic }) => ({ duplicate, id, payload, qos, retain, topic }))).toEqual([
			{ duplicate: false, id: 7, payload: "172 mv", qos: 1, retain: false, topic: "p/v" },
			{ duplicate: true, id: 8, payload: "173 mv", qos: 1, retain: true, topic: "p/v" },
		]);
	});
	test("what is published while acknowledgements are read leaves in one write, and in order", async () => {
		const heard: string[] = [], port = await server(socket => socket.on("data", data => {
			if (data[0]! >> 4 === 1)
				return socket.write(Buffer.from([0x20, 2, 0, 0]));
			heard.push(data.toString("hex"));
			if (heard.length === 1)
				socket.write(Buffer.from("400200014002000240020003", "hex"));
		}));
		const { events, link } = open({ port });
		await until(() => events.story.includes("connected"));
		const write = jest.spyOn(TCP.prototype, "write"), publish = (id: number) => link.publish(id, "p", text("x"), false, false);
		events.onAcknowledged = id => void publish(id + 3);
		expect([1, 2, 3].map(publish)).toEqual([true, true, true]);
		await until(() => heard.join("").length === 6 * 16);
		expect(write.mock.calls.map(([data]) => (data as Uint8Array).length)).toEqual([8, 8, 8, 24]);
		expect(heard.join("").slice(-48)).toBe("320600017000047832060001700005783206000170000678");
	});
	test("a link that is closed in a turn with something unsent, on a connection that breaks just then, says nothing more", async () => {
		const embedded = await broker(), { events, link } = open(embedded);
		const write = jest.spyOn(TCP.prototype, "write"), failed = jest.spyOn(MQTTLink.prototype, "onFailure");
		events.onWritable = () => {
			link.publish(1, "p", text("x"), false, false);
			write.mockReturnValue(undefined);
			link.close();
		};
		await until(() => write.mock.results.some(({ value }) => value === undefined));
		await pause(50);
		expect(events.errors).toEqual([]);
		expect(failed).not.toHaveBeenCalled();
	});
	test("what does not fit beside what is written in one turn goes when there is room again", async () => {
		const embedded = await broker(), { events, link } = open(embedded), waiting = [1, 2, 3], rounds: number[] = [];
		events.onWritable = () => {
			const before = waiting.length;
			while (waiting.length > 0 && link.publish(waiting[0]!, "p", new Uint8Array(300), false, false))
				waiting.shift();
			rounds.push(before - waiting.length);
		};
		await until(() => embedded.arrivals.length === 3);
		expect(rounds.slice(0, 3)).toEqual([1, 1, 1]);
		expect(embedded.arrivals.map(({ id }) => id)).toEqual([1, 2, 3]);
	});
	test("over TLS tells what was settled, before it is connected", async () => {
		const authority = await Authority.create({ name: "Test authority" });
		const { certificate, key } = await authority.issue({ names: ["localhost"] });
		const embedded = await broker({ certificate, key });
		const { events } = open({ port: embedded.port, host: "localhost", anchors: [authority.der] });
		await until(() => events.story.includes("connected"));
		expect(events.story).toEqual(["securing", "secure", "connected"]);
		expect(events.session).toMatchObject({ version: "TLS 1.2", name: "localhost", anchor: "CN=Test authority" });
	});
	test("a session that the broker kept is known", async () => {
		const { events } = open({ port: await server(socket => socket.once("data", () => socket.write(Uint8Array.of(0x20, 2, 1, 0)))) });
		await until(() => events.story.length > 0);
		expect(events.story).toEqual(["connected"]);
	});
	test("the will is published when the connection breaks, and not after an orderly end", async () => {
		const embedded = await broker();
		const first = open(embedded);
		await until(() => first.events.story.length > 0);
		first.link.close(true);
		await pause(100);
		expect(embedded.arrivals).toEqual([]);
		const second = open(embedded);
		await until(() => second.events.story.length > 0);
		second.link.close();
		await until(() => embedded.arrivals.length === 1);
		expect(embedded.arrivals[0]).toMatchObject({ topic: "p/status", payload: "offline", retain: true, will: true });
	});
	test("after DISCONNECT the connection is closed, and nothing more is sent", async () => {
		const heard: string[] = [];
		const port = await server(socket => socket.on("end", () => heard.push("end")).on("data", data => {
			if (data[0]! >> 4 === 1)
				return socket.write(Buffer.from([0x20, 2, 0, 0]));
			heard.push(data.toString("hex"));
		}));
		const { events, link } = open({ port });
		await until(() => events.story.length > 0);
		link.close(true);
		expect(link.publish(1, "p", text("x"), false, false)).toBe(false);
		await until(() => heard.includes("end"));
		expect(heard).toEqual(["e000", "end"]);
	});
	test("without room says so, sends nothing, and tells when there is room", async () => {
		const embedded = await broker();
		const { events, link } = open(embedded);
		await until(() => events.story.length > 0);
		let sent = 0;
		while (sent < 100 && link.publish(sent + 1, "p/v", new Uint8Array(1_000), false, false))
			sent++;
		expect(sent).toBeLessThan(100);
		let told = 0;
		events.onWritable = () => {
			told++;
		};
		await until(() => told > 0 && events.acknowledged.length === sent);
		expect(embedded.arrivals).toHaveLength(sent);
	});
	test.each([
		[1, /unacceptable protocol version/, true], [2, /identifier rejected.*another clientId/, true], [3, /server unavailable/, false],
		[4, /bad user name or password.*check user and pass/, true], [5, /not authorized/, true],
	] as const)("CONNACK %d is told by its name", async (code, reason, lasting) => {
		const embedded = await broker();
		embedded.refuse = code;
		const error = await failure(embedded);
		expect(error).toMatchObject({ failure: "connection refused", lasting });
		expect(error.message).toMatch(reason);
	});
	test("a wrong password is told", async () => {
		const embedded = await broker({ user: "u", password: "right" });
		expect((await failure({ port: embedded.port, user: "u", pass: "wrong" })).message).toMatch(/check user and pass/);
	});
	test("a port where nothing listens is told", async () => {
		const embedded = await broker();
		await embedded.stop();
		expect(await failure(embedded)).toMatchObject({ failure: "not reachable", message: expect.stringContaining(`127.0.0.1:${embedded.port}`) as string });
	});
	test("a name that nobody knows is told", async () => {
		expect(await failure({ port: 1, host: "broker.invalid" }))
			.toMatchObject({ failure: "name not resolved", message: "broker.invalid could not be resolved: the name server does not know it, or there is none" });
	});
	test("a name in .local that nobody answers for is told with what it needs", async () => {
		expect((await failure({ port: 1, host: "nowhere.local" })).message).toMatch(/^nowhere\.local could not be resolved: .*multicast \(mDNS\)/);
	});
	test("a resolver that hangs is given up, and its late answer harms nothing", async () => {
		let answer = (_name: string, _address?: string) => {};
		jest.spyOn(Net, "resolve").mockImplementation((_host, callback) => {
			answer = callback;
		});
		expect((await failure({ port: 1, host: "broker.example" })).message).toMatch(/the name server did not answer within 10 s/);
		answer("broker.example", "127.0.0.1");
		await pause(50);
	});
	test("a link that is closed while its name is resolved stays silent", async () => {
		const { events, link } = open({ port: 1, host: "broker.invalid" });
		link.close();
		await pause(300);
		expect(events.story).toEqual([]);
	});
	test("a broker that takes the connection and says nothing is given up", async () => {
		expect(await failure({ port: await server(() => {}) })).toMatchObject({ failure: "no CONNACK", message: expect.stringContaining("did not answer CONNECT within 10 s") as string });
	});
	test("a broker that ends the connection instead of CONNACK is told", async () => {
		const error = await failure({ port: await server(socket => socket.once("data", () => socket.end())) });
		expect(error.message).toMatch(/ended the connection without answering CONNECT: .*client id.*client certificate.*will/);
	});
	test.each([
		["HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n"], ["an impossible packet type", "\xf0\x00"], ["a packet before CONNACK", "\x40\x02\x00\x01"],
		["a PUBLISH with a topic of 65,535 bytes", "\x30\xff\xff\x03\xff\xff"],
	])("a broker that answers with %s is told once, and nothing is thrown", async (_what, answer) => {
		const error = await failure({ port: await server(socket => socket.once("data", () => socket.write(Buffer.from(answer, "latin1")))) });
		expect(error).toMatchObject({ failure: "protocol", message: expect.stringContaining("answered CONNECT with something that is not MQTT 3.1.1") as string });
	});
	test("a broker that sends messages nobody asked for does not stop the acknowledgements", async () => {
		const port = await server(socket => socket.on("data", data => {
			if (data[0]! >> 4 === 1)
				socket.write(Buffer.from([0x20, 2, 0, 0, 0x30, 5, 0, 1, 0x78, 0x79, 0x7a]));
			else if (data[0]! >> 4 === 3)
				socket.write(Buffer.from([0x40, 2, 0, 9]));
		}));
		const { events, link } = open({ port });
		await until(() => events.story.length > 0);
		await pause(50);
		link.publish(9, "p", text("x"), false, false);
		await until(() => events.acknowledged.length === 1);
	});
	test("what is subscribed to comes, whatever its payload, until it is unsubscribed from", async () => {
		const embedded = await broker();
		const { events, link } = open(embedded);
		await until(() => events.story.length > 0);
		await embedded.publish("p/kept", "before", { retain: true });
		expect(link.subscribe(7, ["p/+", "q/#"])).toBe(true);
		await until(() => events.subscribed.length > 0 && events.messages.length > 0);
		expect(events.subscribed).toEqual([[1, 1]]);
		await embedded.publish("p/a", "", { qos: 1 });
		await embedded.publish("q/b/c", "2", { qos: 1 });
		await embedded.publish("p/kept", "", { retain: true });
		await until(() => events.messages.length === 4);
		expect(events.messages).toEqual(["p/kept before retained", "p/a ", "q/b/c 2", "p/kept "]);
		expect(link.unsubscribe(8, ["p/+"])).toBe(true);
		await until(() => events.story.includes("unsubscribed 8"));
		await embedded.publish("p/a", "3", { qos: 1 });
		link.publish(9, "p", text("x"), false, false);
		await until(() => events.acknowledged.length === 1);
		expect(events.messages).toHaveLength(4);
	});
	test("a refused subscription is told by its place among the filters", async () => {
		const port = await server(socket => socket.on("data", data => {
			socket.write(Buffer.from(data[0] === 0x10 ? [0x20, 2, 0, 0] : [0x90, 4, 0, 7, 1, 0x80]));
		}));
		const { events, link } = open({ port });
		await until(() => events.story.length > 0);
		await until(() => link.subscribe(7, ["p/+", "q/#"]));
		await until(() => events.subscribed.length > 0);
		expect(events.subscribed).toEqual([[1, 128]]);
	});
	test("a message that is too long is skipped, and acknowledged", async () => {
		const embedded = await broker();
		const { events, link } = open(embedded);
		await until(() => events.story.length > 0);
		link.subscribe(7, ["p/+"]);
		await until(() => events.subscribed.length > 0);
		for (let i = 0; i < 50; i++)
			await embedded.publish("p/a", "x".repeat(20_000), { qos: 1 });
		await embedded.publish("p/a", "short", { qos: 1 });
		await until(() => events.messages.includes("p/a short"), 20_000);
		expect(events.messages.filter(message => message.startsWith("skipped"))).toHaveLength(50);
	}, 30_000);
	test("QoS 2, which somebody subscribed to under our name, is acknowledged in both steps", async () => {
		const heard: string[] = [];
		const port = await server(socket => socket.on("data", data => {
			if (data[0]! >> 4 === 1)
				socket.write(Buffer.from([0x20, 2, 1, 0, 0x34, 6, 0, 1, 0x78, 0, 5, 0x79]));
			else
				heard.push(data.toString("hex"));
			if (data[0] === 0x50)
				socket.write(Buffer.from([0x62, 2, 0, 5]));
		}));
		const { events } = open({ port });
		await until(() => heard.length === 2);
		expect(heard).toEqual(["50020005", "70020005"]);
		expect(events.story).toEqual(["connected"]);
		expect(events.messages).toEqual(["x y"]);
	});
	test("a broker that never heeds acknowledgements and repeats a message for ever has it looked at once, also among others, and a new one under its identifier again", async () => {
		const message = (id: number, payload: string, repeated: boolean) => Buffer.from([repeated ? 0x3a : 0x32, 6, 0, 1, 0x78, 0, id, payload.charCodeAt(0)]);
		const repeats = Array.from({ length: 50 }, () => [message(1, "a", true), message(2, "b", true)]).flat();
		const port = await server(socket => socket.once("data", () =>
			socket.write(Buffer.concat([Buffer.from([0x20, 2, 0, 0]), message(1, "a", false), message(2, "b", false), ...repeats, message(1, "c", false), message(3, "d", true)]))));
		const { events } = open({ port });
		await until(() => events.messages.length >= 4);
		expect(events.messages).toEqual(["x a", "x b", "x c", "x d"]);
	});
	test("a hundred messages in one record are all acknowledged, though there is no room for so many acknowledgements at once", async () => {
		const authority = await Authority.create({ name: "Right" });
		const { certificate, key } = await authority.issue({ names: ["localhost"] });
		const messages = Array.from({ length: 100 }, (_, i) => [0x32, 6, 0, 1, 0x78, 0, i + 1, 0x79]).flat();
		let heard = 0;
		const listening = createSecureServer({ cert: certificate, key }, socket => socket.on("error", () => {}).on("data", data => {
			if (data[0]! >> 4 === 1)
				socket.write(Buffer.from([0x20, 2, 1, 0, ...messages]));
			else
				heard += data.length / 4;
		}));
		await new Promise<void>(resolve => listening.listen(0, "127.0.0.1", resolve));
		closers.push(() => listening.close());
		const { events } = open({ port: (listening.address() as AddressInfo).port, host: "localhost", anchors: [authority.der] });
		await until(() => heard === 100 || events.errors.length > 0);
		expect(events.errors).toEqual([]);
	});
	test("a PUBLISH that can't be one ends the connection, and is told once", async () => {
		const port = await server(socket => socket.once("data", () => socket.write(Buffer.from([0x20, 2, 0, 0, 0x36, 5, 0, 1, 0x78, 0, 1]))));
		expect(await failure({ port })).toMatchObject({ failure: "protocol", message: `127.0.0.1:${port} sent a PUBLISH packet with QoS 3` });
	});
	test("a connection that breaks is told once", async () => {
		const embedded = await broker();
		const { events } = open(embedded);
		await until(() => events.story.length > 0);
		await embedded.kill();
		await until(() => events.errors.length > 0);
		await pause(100);
		expect(events.errors).toEqual([{ failure: "connection lost", reason: "", message: `127.0.0.1:${embedded.port} ended the connection, or it broke`, lasting: false }]);
	});
	test("a certificate of an unknown authority is told as lasting, and the password stays here", async () => {
		const [authority, other] = [await Authority.create({ name: "Right" }), await Authority.create({ name: "Wrong" })];
		const { certificate, key } = await authority.issue({ names: ["localhost"] });
		const embedded = await broker({ certificate, key });
		const error = await failure({ port: embedded.port, host: "localhost", anchors: [other.der], user: "u", pass: "secret" });
		expect(error).toMatchObject({ failure: "TLS", lasting: true });
		expect(error.message).toMatch(/Right/);
		expect(embedded.connects).toEqual([]);
	});
	test("a certificate for another name is told with both names", async () => {
		const authority = await Authority.create({ name: "Right" });
		const { certificate, key } = await authority.issue({ names: ["other.example"] });
		const embedded = await broker({ certificate, key });
		const { message } = await failure({ port: embedded.port, host: "localhost", anchors: [authority.der] });
		expect(message).toMatch(/localhost/);
		expect(message).toMatch(/other\.example/);
		expect(embedded.connects).toEqual([]);
	});
	test("TLS where the broker speaks in clear is told", async () => {
		const authority = await Authority.create({ name: "Right" });
		const embedded = await broker();
		expect((await failure({ port: embedded.port, anchors: [authority.der] })).failure).toBe("TLS");
	});
	test("a TLS handshake that never goes on is given up", async () => {
		const authority = await Authority.create({ name: "Right" });
		expect(await failure({ port: await server(() => {}), anchors: [authority.der] }))
			.toMatchObject({ failure: "TLS", message: expect.stringContaining("did not finish the TLS handshake within 15 s") as string });
	});
	test("after close nothing is told, and closing again does nothing", async () => {
		const embedded = await broker();
		const { events, link } = open(embedded);
		await until(() => events.story.length > 0);
		link.close();
		link.close(true);
		await embedded.kill();
		await pause(100);
		expect(events.story).toEqual(["connected"]);
		expect(link.publish(1, "p", text("x"), false, false)).toBe(false);
	});
});
