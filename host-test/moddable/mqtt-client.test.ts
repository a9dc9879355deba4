import { generate, parser } from "mqtt-packet";
import type { Packet } from "mqtt-packet";
import { world } from "../../modules/simulator/world";
import { EmbeddedBroker } from "../embedded-broker";
import { until } from "../patience";
import MQTTClient from "./mqtt-client";
import type { MQTTClientOptions } from "./mqtt-client-options";
import type { ControlMessage } from "./mqtt-packets";
import TCP from "./tcp";

/** A socket that notes what is written, and into which a test injects. */
class FakeSocket {
	static last: FakeSocket;
	static created = 0;
	format: "buffer" | "number" = "buffer";
	window = 1536;
	written: Buffer[] = [];
	closed = false;
	options: { onReadable(count: number): void; onWritable(count: number): void; onError(): void };
	#incoming: Buffer = Buffer.alloc(0);

	constructor(options: FakeSocket["options"]) {
		this.options = options;
		FakeSocket.last = this;
		FakeSocket.created += 1;
	}
	read(): number | undefined {
		expect(this.format).toBe("number");
		const byte = this.#incoming[0];
		this.#incoming = this.#incoming.subarray(1);
		return byte;
	}
	write(data: Uint8Array): number {
		if (data.byteLength > this.window)
			throw new Error("would block");
		this.written.push(Buffer.from(data));
		return this.window -= data.byteLength;
	}
	close(): void {
		this.closed = true;
	}
	inject(packet: Packet): void {
		this.#incoming = Buffer.concat([this.#incoming, generate(packet)]);
		this.options.onReadable(this.#incoming.length);
	}
	/** Packets written since it was asked last. */
	get packets(): Packet[] {
		const packets: Packet[] = [], reader = parser({ protocolVersion: 4 });
		reader.on("packet", packet => packets.push(packet));
		reader.parse(Buffer.concat(this.written));
		this.written = [];
		return packets;
	}
}

/** A resolver that answers when the test says so. */
class FakeResolver {
	static pending: { host: string; onResolved(host: string, address: string): void; onError(): void };
	resolve(request: typeof FakeResolver.pending): void {
		FakeResolver.pending = request;
	}
}

interface Recorded {
	client: MQTTClient;
	control: ControlMessage[];
	parameters: number[];
	writable: number[];
	errors: number[];
	readable: object[];
}

function create(options: Partial<MQTTClientOptions> = {}): Recorded {
	const recorded: Omit<Recorded, "client"> = { control: [], parameters: [], writable: [], errors: [], readable: [] };
	const client = new MQTTClient({
		host: "broker.example",
		id: "tester",
		dns: { io: FakeResolver },
		socket: { io: FakeSocket },
		onControl(...parameters: unknown[]) {
			recorded.parameters.push(parameters.length);
			recorded.control.push(parameters[0] as ControlMessage);
		},
		onWritable: count => recorded.writable.push(count),
		onReadable: (count, details) => recorded.readable.push({ count, ...details }),
		onError: (...parameters: unknown[]) => recorded.errors.push(parameters.length),
		onClose() {
			throw new Error("onClose is never called");
		},
		...options,
	});
	return { client, ...recorded };
}

function resolve(): FakeSocket {
	FakeResolver.pending.onResolved("broker.example", "192.0.2.1");
	return FakeSocket.last;
}

function connect(options: Partial<MQTTClientOptions> = {}): Recorded & { socket: FakeSocket } {
	const recorded = create(options), socket = resolve();
	socket.options.onWritable(socket.window);
	socket.inject({ cmd: "connack", returnCode: 0, sessionPresent: true });
	expect(recorded.errors).toEqual([]);
	socket.written = [];
	socket.window = 1000;
	socket.options.onWritable(1000);
	return { ...recorded, socket };
}

const publish = { topic: "esp32/gateway", QoS: 1, id: 7 };
const payload = Buffer.from("172 mv");

beforeEach(() => {
	jest.useFakeTimers();
	FakeSocket.created = 0;
});
afterEach(() => {
	jest.useRealTimers();
});

describe("MQTTClient, connecting", () => {
	it("gives the socket what it needs, and nothing else's callbacks", () => {
		create({ port: 8883, socket: { io: FakeSocket, secure: { anchors: [] } } as MQTTClientOptions["socket"] });
		expect(resolve().options).toMatchObject({ address: "192.0.2.1", host: "broker.example", port: 8883, secure: { anchors: [] } });
	});
	it("sends CONNECT when the socket becomes writable", () => {
		const { control } = create({
			user: "u", password: "p", keepAlive: 59_500, clean: false,
			will: { topic: "t/status", message: "offline", retain: true, QoS: 1 },
		});
		const socket = resolve();
		expect(socket.written).toEqual([]);
		socket.options.onWritable(1536);
		expect(socket.packets).toMatchObject([{
			cmd: "connect", clientId: "tester", clean: false, keepalive: 60, username: "u", password: Buffer.from("p"),
			will: { topic: "t/status", payload: Buffer.from("offline"), retain: true, qos: 1 },
		}]);
		socket.inject({ cmd: "connack", returnCode: 0, sessionPresent: true });
		expect(control).toEqual([{ operation: MQTTClient.CONNACK, returnCode: 0 }]);
	});
	it("calls onControl with one message, then onWritable with what is left", () => {
		const { parameters, writable, socket } = connect();
		expect(parameters).toEqual([1]);
		expect(writable).toHaveLength(2);
		expect(writable.at(-1)).toBe(socket.window - 8);
	});
	it("hides the code of a refused CONNACK", () => {
		const { control, errors, client } = create();
		const socket = resolve();
		socket.options.onWritable(1536);
		socket.inject({ cmd: "connack", returnCode: 5, sessionPresent: false });
		expect(control).toEqual([]);
		expect(errors).toEqual([0]);
		expect(socket.closed).toBe(true);
		expect(() => client.write(payload, publish)).toThrow(TypeError);
	});
	it("gives up after 30 s without a connection", () => {
		const { errors } = create();
		const socket = resolve();
		jest.advanceTimersByTime(29_999);
		expect(errors).toEqual([]);
		jest.advanceTimersByTime(1);
		expect(errors).toEqual([0]);
		expect(socket.closed).toBe(true);
	});
	it("waits for ever for CONNACK without keep-alive", () => {
		const { errors } = create();
		resolve().options.onWritable(1536);
		jest.advanceTimersByTime(86_400_000);
		expect(errors).toEqual([]);
	});
	it("waits for CONNACK as long as keep-alive with it", () => {
		const { errors } = create({ keepAlive: 60_000 });
		resolve().options.onWritable(1536);
		jest.advanceTimersByTime(59_999);
		expect(errors).toEqual([]);
		jest.advanceTimersByTime(1);
		expect(errors).toEqual([0]);
	});
	it("reports a name that is not resolved", () => {
		const { errors } = create();
		FakeResolver.pending.onError();
		expect(errors).toEqual([0]);
		expect(() => FakeResolver.pending.onError()).toThrow(TypeError);
	});
	it("throws in the resolver's callback after close", () => {
		const { client, errors } = create();
		client.close();
		expect(resolve).toThrow(TypeError);
		expect(FakeSocket.created).toBe(0);
		expect(errors).toEqual([]);
	});
	it("throws for a write before the socket exists or CONNACK came", () => {
		const { client } = create();
		expect(() => client.write(payload, publish)).toThrow(TypeError);
		const socket = resolve();
		socket.options.onWritable(1536);
		expect(() => client.write(payload, publish)).toThrow(Error);
	});
});

describe("MQTTClient, connected", () => {
	it("publishes with the identifier and the flags given, and tells the room left less 8", () => {
		const { client, socket } = connect();
		const left = client.write(payload, { ...publish, duplicate: true, retain: true });
		expect(left).toBe(socket.window - 8);
		expect(socket.packets).toMatchObject([{ cmd: "publish", topic: "esp32/gateway", payload, qos: 1, dup: true, retain: true, messageId: 7 }]);
	});
	it("throws overflow for what does not fit, sends nothing and goes on", () => {
		const { client, socket } = connect();
		expect(() => client.write(Buffer.alloc(1000), publish)).toThrow("overflow");
		expect(socket.written).toEqual([]);
		client.write(payload, publish);
		expect(socket.packets).toHaveLength(1);
	});
	it("fills the window to the last byte", () => {
		const { client, socket } = connect();
		const head = 1 + 2 + 2 + publish.topic.length + 2;
		expect(client.write(Buffer.alloc(1000 - head), publish)).toBe(0);
		expect(socket.window).toBe(0);
	});
	it("writes a payload in parts", () => {
		const { client, socket } = connect();
		client.write(payload.subarray(0, 2), { ...publish, byteLength: 6 });
		expect(() => client.write(payload, publish)).toThrow(Error);
		client.write(payload.subarray(2));
		expect(socket.packets).toMatchObject([{ payload, messageId: 7 }]);
	});
	it("counts its own identifiers, and sends one that is forbidden in 65,536", () => {
		const { client, socket } = connect();
		const identifier = () => {
			socket.window = 1000;
			client.write(payload, { topic: "t", QoS: 1 });
			return socket.written.pop()!.readUInt16BE(5);
		};
		expect(identifier()).toBe(2);
		for (let id = 3; id < 65_535; id++)
			identifier();
		expect([identifier(), identifier(), identifier()]).toEqual([65_535, 0, 1]);
	});
	it("sends other packets, reports the answers", () => {
		const { client, socket, control } = connect();
		client.write(null, { operation: MQTTClient.SUBSCRIBE, id: 300, items: [{ topic: "a/#", QoS: 1 }, { topic: "b" }] });
		client.write(null, { operation: MQTTClient.DISCONNECT });
		expect(socket.packets).toMatchObject([
			{ cmd: "subscribe", messageId: 300, subscriptions: [{ topic: "a/#", qos: 1 }, { topic: "b", qos: 0 }] }, { cmd: "disconnect" },
		]);
		control.length = 0;
		socket.inject({ cmd: "suback", messageId: 300, granted: [1, 128] });
		socket.inject({ cmd: "puback", messageId: 7 });
		expect(control).toEqual([
			{ operation: MQTTClient.SUBACK, id: 300, payload: [1, 128] }, { operation: MQTTClient.PUBACK, id: 7 },
		]);
		expect(() => client.write(null, { operation: 15 })).toThrow("unknown");
	});
	it("gives a message in parts, acknowledges it, and waits until it is read", () => {
		const { client, socket, readable, control } = connect();
		socket.inject({ cmd: "publish", topic: "t", qos: 1, messageId: 9, dup: false, retain: false, payload: Buffer.alloc(1500, 1) });
		socket.inject({ cmd: "pingresp" });
		expect(readable).toEqual([{ count: 1024, topic: "t", byteLength: 1500, QoS: 1, more: true }]);
		expect((client.read() as ArrayBuffer).byteLength).toBe(1024);
		jest.advanceTimersByTime(0);
		expect(readable[1]).toEqual({ count: 476, more: false });
		expect(control).toHaveLength(1);
		client.read(new Uint8Array(476));
		jest.advanceTimersByTime(0);
		expect(control.at(-1)).toEqual({ operation: MQTTClient.PINGRESP });
		expect(socket.packets).toMatchObject([{ cmd: "puback", messageId: 9 }]);
	});
	it("hears nothing more after a message without payload", () => {
		const { socket, readable, control } = connect();
		socket.inject({ cmd: "publish", topic: "t", qos: 0, dup: false, retain: false, payload: "" });
		socket.inject({ cmd: "puback", messageId: 7 });
		expect(readable).toEqual([]);
		expect(control).toHaveLength(1);
	});
	it("asks for a sign of life after three quarters of keep-alive, and gives up after one and a half", () => {
		const { socket, errors } = connect({ keepAlive: 60_000 });
		jest.advanceTimersByTime(45_001);
		expect(socket.packets).toMatchObject([{ cmd: "pingreq" }]);
		socket.inject({ cmd: "pingresp" });
		// it looks every 15 s only
		jest.advanceTimersByTime(104_998);
		expect(errors).toEqual([]);
		jest.advanceTimersByTime(1);
		expect(errors).toEqual([0]);
	});
	it("gives up when there is no room for the sign of life", () => {
		const { socket, errors } = connect({ keepAlive: 60_000 });
		socket.options.onWritable(1);
		jest.advanceTimersByTime(60_000);
		expect(errors).toEqual([0]);
	});
	it("is closed after an error: calls throw, and so does a second error", () => {
		const { client, socket, errors } = connect();
		socket.options.onError();
		expect(errors).toEqual([0]);
		expect(socket.closed).toBe(true);
		expect(() => client.write(payload, publish)).toThrow(TypeError);
		expect(() => socket.options.onError()).toThrow(TypeError);
		client.close();
	});
	it("takes bytes that are no MQTT for an error", () => {
		const { socket, errors } = connect();
		socket.inject({ cmd: "connect", clientId: "x", protocolId: "MQTT", protocolVersion: 4 });
		expect(errors).toEqual([0]);
	});
	it("sends no DISCONNECT when it is closed", () => {
		const { client, socket } = connect({ keepAlive: 60_000 });
		client.close();
		client.close();
		expect(socket.packets).toEqual([]);
		expect(jest.getTimerCount()).toBe(0);
	});
	it("throws when it is closed in onReadable", () => {
		const { socket } = connect({ onReadable() { this.close(); } });
		Object.defineProperty(socket, "format", { set() { throw new TypeError("closed socket"); } });
		expect(() => socket.inject({ cmd: "publish", topic: "t", qos: 0, dup: false, retain: false, payload: "x" })).toThrow(TypeError);
	});
});

it("MQTTClient talks to a broker over TCP", async () => {
	jest.useRealTimers();
	world.wifiUp = true;
	const broker = new EmbeddedBroker();
	await broker.start();
	const acknowledged: number[] = [];
	const client = new MQTTClient({
		host: "localhost",
		port: broker.port,
		id: "tester",
		dns: { io: class { resolve(request: typeof FakeResolver.pending) { request.onResolved("localhost", "127.0.0.1"); } } },
		socket: { io: TCP },
		onControl(message) {
			if (message.operation === MQTTClient.CONNACK)
				this.write(payload, publish);
			else
				acknowledged.push(message.id!);
		},
	});
	try {
		await until(() => acknowledged.length > 0);
		expect(acknowledged).toEqual([7]);
		expect(broker.arrivals).toMatchObject([{ topic: "esp32/gateway", payload: "172 mv", qos: 1, id: 7, duplicate: false }]);
	}
	finally {
		client.close();
		await broker.stop();
	}
});
