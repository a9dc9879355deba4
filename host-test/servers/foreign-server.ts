import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { endProcess } from "../end-process";
import { accepts, freePort } from "../mosquitto";
import { pause, until } from "../patience";
import { RabbitMQ } from "./rabbitmq";
import { PASSWORD, type ServerChain } from "./server-chain";

/** Milliseconds for Java to compile and start. */
const PATIENCE = 60_000;
const CONNACK = Buffer.of(0x20, 2, 0, 0);

export interface RunningServer {
	readonly port: number;
	/** What it said. */
	readonly log: string;
	close(): Promise<void>;
}

/** A server of another make, which answers MQTT CONNECT over TLS 1.2 and holds its chain to what the client offers. */
export interface ForeignServer {
	readonly name: string;
	/** Why it can't be had on this machine; undefined where it can. */
	missing(): string | undefined;
	start(chain: ServerChain): Promise<RunningServer>;
}

export const foreignServers: readonly ForeignServer[] = [
	{
		name: "openssl s_server -strict, with records of 512 bytes",
		missing: () => fails("openssl", "version") ? "there is no openssl" : undefined,
		async start(chain) {
			const port = await freePort();
			const server = new Server(spawn("openssl", ["s_server", "-strict", "-max_send_frag", "512", "-tls1_2", "-quiet", "-accept", `127.0.0.1:${port}`,
				"-cert", chain.path("chain.pem"), "-cert_chain", chain.path("chain.pem"), "-key", chain.path("key.pem")]), port);
			server.answer();
			while (!await accepts(port))
				await pause(20);
			return server;
		},
	},
	{
		name: "Java's TLS (JSSE)",
		missing: () => spawnSync("java", ["--list-modules"]).stdout?.includes("jdk.compiler") ? undefined : "there is no Java that compiles (Debian's default-jdk-headless)",
		async start(chain) {
			const server = new Server(spawn("java", ["-XX:TieredStopAtLevel=1", join(__dirname, "jsse-server.java"), chain.store(), PASSWORD]));
			try {
				await until(() => /port \d+/.test(server.log), PATIENCE);
			} catch (error) {
				await server.close();
				throw new Error(`${(error as Error).message}. Java said:\n${server.log}`);
			}
			server.port = Number(/port (\d+)/.exec(server.log)![1]);
			return server;
		},
	},
	{
		name: "RabbitMQ: Erlang's TLS",
		missing: () => RabbitMQ.program ? undefined : "there is no rabbitmq-server",
		start: ({ chain, key, root }) => RabbitMQ.start({ certificate: chain, key, authority: root, user: "gateway", password: "secret" }),
	},
];

/** One process. */
class Server implements RunningServer {
	log = "";
	port: number;
	#child: ChildProcessWithoutNullStreams;

	constructor(child: ChildProcessWithoutNullStreams, port = 0) {
		this.#child = child;
		this.port = port;
		for (const stream of [child.stdout, child.stderr])
			stream.on("data", (bytes: Buffer) => this.log += bytes.toString("latin1"));
	}
	/** CONNECT, which the process prints, with CONNACK, which it sends. */
	answer(): void {
		this.#child.stdout.on("data", (bytes: Buffer) => {
			if (bytes.includes("MQTT"))
				this.#child.stdin.write(CONNACK);
		});
	}
	close(): Promise<void> {
		return endProcess(this.#child);
	}
}

function fails(command: string, ...words: string[]): boolean {
	return spawnSync(command, words).status !== 0;
}
