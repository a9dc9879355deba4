import { once } from "node:events";
import { connect, createServer as createPlainServer, type AddressInfo, type Server } from "node:net";
import { createServer, type TlsOptions } from "node:tls";
import { clientHello } from "../../certs/gateway-hello";
import { keyPemOf, type Made } from "../trust/certificate-maker";

const SERVER_HELLO_DONE = Buffer.of(14, 0, 0, 0);

/** A server on 127.0.0.1 that stands in for a broker as far as a handshake goes. */
export interface TestBroker {
	readonly port: number;
	readonly url: string;
	/** Server names that were asked for. */
	readonly asked: string[];
	close(): Promise<void>;
}

/** Sends `chain` as it is, the leaf first. */
export async function startBroker(chain: readonly Made[], options: TlsOptions = {}): Promise<TestBroker> {
	const asked: string[] = [];
	const server = createServer({
		cert: chain.map(({ der }) => pem(der)).join(""),
		key: await keyPemOf(chain[0]!.key),
		SNICallback(name, done) {
			asked.push(name);
			done(null);
		},
		...options,
	});
	server.on("secureConnection", socket => socket.on("error", () => {}));
	return listen(server, asked);
}

/** What a broker answers to the gateway's ClientHello, up to ServerHelloDone. */
export async function recordFlight({ port }: TestBroker): Promise<Uint8Array> {
	const socket = connect(port, "127.0.0.1");
	socket.write(clientHello(new Uint8Array(32), undefined));
	let flight: Uint8Array = new Uint8Array(0);
	for await (const bytes of socket) {
		flight = Buffer.concat([flight, bytes as Uint8Array]);
		if (Buffer.from(flight.subarray(-4)).equals(SERVER_HELLO_DONE))
			break;		// which destroys the socket
	}
	return Uint8Array.from(flight);
}

/** Answers the first bytes of each client with these, or ends the connection without them. */
export function startPlainServer(answer: Uint8Array | string | undefined): Promise<TestBroker> {
	return listen(createPlainServer(socket => {
		socket.on("error", () => {});
		socket.once("data", () => answer === undefined ? socket.destroy() : socket.write(answer));
	}), []);
}

async function listen(server: Server, asked: string[]): Promise<TestBroker> {
	const sockets = new Set<{ destroy(): void }>();
	server.on("connection", socket => sockets.add(socket.once("close", () => sockets.delete(socket))));
	await once(server.listen(0, "127.0.0.1"), "listening");
	const { port } = server.address() as AddressInfo;
	return {
		port, asked,
		url: `mqtts://127.0.0.1:${port}`,
		async close() {
			sockets.forEach(socket => socket.destroy());
			server.close();
			await once(server, "close");
		},
	};
}

export function pem(der: Uint8Array): string {
	const lines = Buffer.from(der).toString("base64").match(/.{1,64}/g) ?? [];
	return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
