import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { world } from "../../modules/simulator/world";
import { pause, until } from "../patience";
import { WINDOW } from "./stream-socket";
import TCP from "./tcp";

let server: Server, port: number;
const peers: Socket[] = [], sockets: TCP[] = [];

beforeEach(async () => {
	world.wifiUp = true;
	server = createServer(peer => peers.push(peer.on("error", () => {})));
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	({ port } = server.address() as AddressInfo);
});
afterEach(async () => {
	world.wifiUp = true;
	sockets.splice(0).forEach(socket => socket.close());
	peers.splice(0).forEach(peer => peer.destroy());
	server.close();
	await once(server, "close");
});

type Event = string | number | { readonly readable: number } | { readonly writable: number };

/** Connects, and notes the callbacks. */
async function open(onReadable?: (this: TCP, count: number) => void): Promise<{ socket: TCP; events: Event[]; peer: Socket }> {
	const events: Event[] = [];
	const socket = new TCP({
		address: "127.0.0.1",
		port,
		onReadable(count) {
			events.push({ readable: count });
			onReadable?.call(this, count);
		},
		onWritable(count) {
			events.push({ writable: count });
		},
		onError(...parameters: unknown[]) {
			events.push("error", parameters.length);
		},
	});
	sockets.push(socket);
	expect(events).toEqual([]);
	await until(() => events.length > 0 && peers.length > 0);
	return { socket, events, peer: peers.at(-1)! };
}

const text = (bytes: unknown) => Buffer.from(bytes as ArrayBuffer).toString();

describe("TCP", () => {
	it("opens with a full window", async () => {
		const { events } = await open();
		expect(events).toEqual([{ writable: WINDOW }]);
	});
	it("calls back with itself as this", async () => {
		const self = await new Promise(resolve => {
			sockets.push(new TCP({ address: "127.0.0.1", port, onWritable() { resolve(this); } }));
		});
		expect(self).toBe(sockets[0]);
	});
	it("takes what fits, tells how much is left, and refills", async () => {
		const { socket, events, peer } = await open();
		expect(socket.write(new Uint8Array(1000))).toBe(WINDOW - 1000);
		expect(() => socket.write(new Uint8Array(WINDOW - 999))).toThrow("would block");
		expect(socket.write(new Uint8Array(WINDOW - 1000))).toBe(0);
		await until(() => peer.bytesRead === WINDOW || (peer.resume(), false));
		await until(() => events.length === 2);
		expect(events[1]).toEqual({ writable: WINDOW });
	});
	it("copies what is written", async () => {
		const { socket, peer } = await open();
		const bytes = Buffer.from("good");
		socket.write(bytes);
		bytes.fill("x");
		const [data] = await once(peer, "data");
		expect(text(data)).toBe("good");
	});
	it("refuses to write before it is connected", () => {
		const socket = new TCP({ address: "127.0.0.1", port });
		sockets.push(socket);
		expect(() => socket.write(Uint8Array.of(1))).toThrow("not ready");
	});
	it("reads counts, buffers and bytes", async () => {
		const { socket, events, peer } = await open();
		peer.write("abcdefgh");
		await until(() => events.length === 2);
		expect(events[1]).toEqual({ readable: 8 });
		expect(text(socket.read(2))).toBe("ab");
		const buffer = new Uint8Array(2);
		expect(socket.read(buffer)).toBe(2);
		expect(text(buffer)).toBe("cd");
		socket.format = "number";
		expect(socket.read()).toBe(0x65);
		socket.format = "buffer";
		expect(() => socket.read(4)).toThrow("invalid");
		expect(text(socket.read())).toBe("fgh");
		expect(socket.read()).toBeUndefined();
	});
	it("holds a window's worth of received bytes, and loses none", async () => {
		const received: Buffer[] = [];
		const { events, peer } = await open(function (count) {
			expect(count).toBeLessThanOrEqual(WINDOW);
			received.push(Buffer.from(this.read() as ArrayBuffer));
		});
		const sent = Buffer.from(Array.from({ length: 20_000 }, (_, index) => index & 0xFF));
		peer.end(sent);
		await until(() => events.includes("error"));
		expect(Buffer.concat(received).equals(sent)).toBe(true);
	});
	it("reports an orderly end as an error without argument, after the bytes before it are read", async () => {
		const { socket, events, peer } = await open();
		peer.end("last");
		await until(() => events.length === 2);
		await pause(50);
		expect(events).toEqual([{ writable: WINDOW }, { readable: 4 }]);
		expect(socket.write(Uint8Array.of(1))).toBeUndefined();
		socket.read();
		await until(() => events.length > 2);
		expect(events.slice(2)).toEqual(["error", 0]);
	});
	it("reports a reset once", async () => {
		const { events, peer } = await open();
		peer.resetAndDestroy();
		await until(() => events.includes("error"));
		await pause(50);
		expect(events).toEqual([{ writable: WINDOW }, "error", 0]);
	});
	it("reports a refused connection", async () => {
		server.close();
		const error = await new Promise<number>(resolve => {
			sockets.push(new TCP({ address: "127.0.0.1", port, onError(...parameters: unknown[]) { resolve(parameters.length); } }));
		});
		expect(error).toBe(0);
		server.listen(port, "127.0.0.1");
	});
	it("calls nothing back after close, and delivers what was written before", async () => {
		const { socket, events, peer } = await open();
		const received: Buffer[] = [];
		peer.on("data", data => received.push(data)).write("late");
		socket.write(Buffer.from("farewell"));
		socket.close();
		socket.close();
		expect(() => socket.write(Uint8Array.of(1))).toThrow("closed");
		expect(() => socket.read()).toThrow("closed");
		await once(peer, "close");
		expect(text(Buffer.concat(received))).toBe("farewell");
		await pause(30);
		expect(events).toEqual([{ writable: WINDOW }]);
	});
	it("refuses what is no address, port, format or function", () => {
		expect(() => new TCP({ address: "localhost", port })).toThrow("invalid address");
		expect(() => new TCP({ address: "127.0.0.1", port: 65_536 })).toThrow("invalid port");
		expect(() => new TCP({ address: "127.0.0.1", port, format: "string" as "buffer" })).toThrow(RangeError);
		expect(() => new TCP({ address: "127.0.0.1", port, onError: 1 as unknown as () => void })).toThrow(TypeError);
	});
});

describe("TCP without Wi-Fi", () => {
	it("is silent in both directions, and goes on when Wi-Fi is back", async () => {
		const { socket, events, peer } = await open();
		world.wifiUp = false;
		const received: Buffer[] = [];
		peer.on("data", data => received.push(data)).write("in");
		expect(socket.write(Buffer.alloc(WINDOW))).toBe(0);
		expect(() => socket.write(Uint8Array.of(1))).toThrow("would block");
		await pause(80);
		expect(events).toEqual([{ writable: WINDOW }]);
		expect(received).toEqual([]);
		world.wifiUp = true;
		await until(() => events.length === 3 && Buffer.concat(received).length === WINDOW);
		expect(events).toContainEqual({ readable: 2 });
		expect(events).toContainEqual({ writable: WINDOW });
	});
	it("learns of the peer's end only when Wi-Fi is back", async () => {
		const { events, peer } = await open();
		world.wifiUp = false;
		peer.resetAndDestroy();
		await pause(80);
		expect(events).toHaveLength(1);
		world.wifiUp = true;
		await until(() => events.includes("error"));
	});
	it("does not connect until Wi-Fi is back", async () => {
		world.wifiUp = false;
		let connected = false;
		sockets.push(new TCP({ address: "127.0.0.1", port, onWritable() { connected = true; } }));
		await pause(80);
		expect(connected || peers.length > 0).toBe(false);
		world.wifiUp = true;
		await until(() => connected);
	});
	it("leaves the peer in the dark when it is closed", async () => {
		const { socket, peer } = await open();
		let ended = false;
		peer.on("end", () => { ended = true; }).resume();
		world.wifiUp = false;
		socket.close();
		await pause(80);
		expect(ended).toBe(false);
		world.wifiUp = true;
		await until(() => ended);
	});
});
