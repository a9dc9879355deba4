import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endProcess } from "../end-process";
import { freePort } from "../mosquitto";
import { until } from "../patience";

const HOME = "/usr/lib/rabbitmq/lib";

export interface RabbitMQOptions {
	/** Chain, the broker's own certificate first, and its key: PEM. */
	readonly certificate: string;
	readonly key: string;
	/** PEM. */
	readonly authority: string;
	readonly user: string;
	readonly password: string;
}

/**
 * Debian's RabbitMQ with MQTT over Erlang's TLS on the loopback interface, apart from one that the system may run: with
 * files, a name server (epmd) and ports of its own.
 */
export class RabbitMQ {
	readonly port: number;
	#folder = mkdtempSync(join(tmpdir(), "rabbitmq-"));
	#environment: NodeJS.ProcessEnv;
	#child: ChildProcess | undefined;
	#log = "";

	/** Its start script; undefined if there is none on this machine. */
	static get program(): string | undefined {
		return !existsSync(HOME) ? undefined :
			readdirSync(HOME).map(version => join(HOME, version, "sbin/rabbitmq-server")).find(path => existsSync(path));
	}
	/** Resolves when it accepts connections. Throws, with what it said, if it does not start within a minute. */
	static async start(options: RabbitMQOptions): Promise<RabbitMQ> {
		const broker = new RabbitMQ(await freePort(), await freePort(), await freePort());
		try {
			await broker.#run(options);
		} catch (error) {
			await broker.close();
			throw new Error(`${(error as Error).message}. RabbitMQ said:\n${broker.#log}`);
		}
		return broker;
	}
	private constructor(port: number, names: number, nodes: number) {
		const path = (name: string) => join(this.#folder, name);
		this.port = port;
		this.#environment = {
			...process.env, HOME: this.#folder, ERL_EPMD_PORT: String(names), ERL_EPMD_ADDRESS: "127.0.0.1", RABBITMQ_DIST_PORT: String(nodes),
			RABBITMQ_NODENAME: "gattway@localhost", RABBITMQ_MNESIA_BASE: path("data"), RABBITMQ_LOG_BASE: path("log"), RABBITMQ_LOGS: "-",
			RABBITMQ_CONFIG_FILE: path("rabbitmq"), RABBITMQ_ENABLED_PLUGINS_FILE: path("plugins"), RABBITMQ_PID_FILE: path("pid"),
		};
	}
	get log(): string {
		return this.#log;
	}
	async #run({ authority, certificate, key, password, user }: RabbitMQOptions): Promise<void> {
		const write = (name: string, text: string) => {
			const path = join(this.#folder, name);
			writeFileSync(path, text, { mode: 0o600 });
			return path;
		};
		write("plugins", "[rabbitmq_mqtt].\n");
		write("rabbitmq.conf", [
			"listeners.tcp = none", "mqtt.listeners.tcp = none", `mqtt.listeners.ssl.default = 127.0.0.1:${this.port}`,
			`ssl_options.cacertfile = ${write("ca.pem", authority)}`, `ssl_options.certfile = ${write("broker.pem", certificate)}`,
			`ssl_options.keyfile = ${write("broker.key", key)}`, "ssl_options.versions.1 = tlsv1.2",
			`default_user = ${user}`, `default_pass = ${password}`, "log.console = true", "log.file = false", "",
		].join("\n"));
		const child = this.#child = spawn(RabbitMQ.program!, { env: this.#environment, stdio: ["ignore", "pipe", "pipe"], detached: true });
		for (const stream of [child.stdout, child.stderr])
			stream.setEncoding("utf8").on("data", (text: string) => this.#log += text);
		await until(() => this.#log.includes("Server startup complete") || child.exitCode !== null, 60_000);
		if (child.exitCode !== null)
			throw new Error(`it ended with ${child.exitCode}`);
	}
	/** Ends it with all that it started. */
	async close(): Promise<void> {
		await endProcess(this.#child, "SIGKILL", true);
		spawnSync("epmd", ["-port", this.#environment.ERL_EPMD_PORT!, "-kill"]);
		rmSync(this.#folder, { recursive: true, force: true });
	}
}
