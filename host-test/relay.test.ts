import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { Transform } from "node:stream";
import { until } from "./patience";
import { Relay } from "./relay";

describe("Relay", () => {
	let server: Server, relay: Relay;

	beforeEach(async () => {
		server = createServer(socket => socket.on("error", () => {}).pipe(socket)).listen(0, "127.0.0.1");
		await new Promise(resolve => server.once("listening", resolve));
		relay = new Relay((server.address() as AddressInfo).port);
		await relay.open();
	});
	afterEach(async () => {
		await relay.cut();
		await new Promise(resolve => server.close(resolve));
	});

	async function open(): Promise<Socket> {
		const socket = connect(relay.port, "127.0.0.1");
		await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
		return socket;
	}
	function echo(socket: Socket, text: string, patience = 1_000): Promise<string> {
		socket.write(text);
		return new Promise(resolve => {
			socket.once("data", data => resolve(String(data)));
			setTimeout(() => resolve("silence"), patience).unref();
		});
	}

	test("passes bytes both ways", async () => {
		const socket = await open();
		expect(await echo(socket, "hello")).toBe("hello");
		socket.destroy();
	});
	test("cut ends connections and refuses new ones until it is open again, on the same port", async () => {
		const socket = await open();
		const closed = new Promise(resolve => socket.once("close", resolve));
		await relay.cut();
		await closed;
		await expect(open()).rejects.toThrow("ECONNREFUSED");
		await relay.open();
		(await open()).destroy();
		expect(relay.connections).toBe(2);
	});
	test("silence leaves connections open and passes nothing", async () => {
		const socket = await open();
		expect(await echo(socket, "one")).toBe("one");
		relay.silence();
		expect(await echo(socket, "two", 100)).toBe("silence");
		expect(socket.destroyed).toBe(false);
		socket.destroy();
	});
	test("freeze holds what is sent, on new connections too, and thaw passes it in order", async () => {
		const socket = await open();
		relay.freeze();
		const another = await open();
		expect(await echo(socket, "one", 100)).toBe("silence");
		expect(await echo(another, "two", 100)).toBe("silence");
		let first = "", second = "";
		socket.on("data", data => first += data).write(", three");
		another.on("data", data => second += data).write(", four");
		relay.thaw();
		await until(() => first === "one, three" && second === "two, four");
		socket.destroy();
		another.destroy();
	});
	test("bytes pass through what is put between", async () => {
		await relay.cut();
		relay = new Relay((server.address() as AddressInfo).port, () => new Transform({
			transform: (chunk, _encoding, done) => done(null, String(chunk).replace("a", "an")),
		}));
		await relay.open();
		const socket = await open();
		expect(await echo(socket, "a")).toBe("ann");
		socket.destroy();
	});
});
