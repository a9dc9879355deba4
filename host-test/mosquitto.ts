import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { delimiter, join } from "node:path";
import type { Identity } from "./authority";
import { endProcess } from "./end-process";

export interface MosquittoOptions {
	/** Certificate and key of the listener; a listener in clear without it. */
	readonly identity?: Pick<Identity, "certificate" | "key">;
	/** Password of each user; without it anybody may connect. */
	readonly users?: Readonly<Record<string, string>>;
	/** A free port unless given. */
	readonly port?: number;
	/** More lines for mosquitto.conf. */
	readonly settings?: readonly string[];
}

const FOLDERS = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"];

function find(program: string): string | undefined {
	return FOLDERS.map(folder => join(folder, program)).find(path => {
		try {
			accessSync(path, constants.X_OK);
			return true;
		} catch {
			return false;
		}
	});
}

/** A port of the loopback interface that nobody listened to a moment ago: any, or this one. Rejects where somebody does. */
export function freePort(wanted = 0): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer().once("error", reject).listen(wanted, "127.0.0.1", () => {
			const { port } = server.address() as AddressInfo;
			server.close(() => resolve(port));
		});
	});
}

/** Whether somebody listens there, on the loopback interface. */
export function accepts(port: number): Promise<boolean> {
	return new Promise(resolve => {
		const socket = connect(port, "127.0.0.1", () => finish(true)).once("error", () => finish(false));
		function finish(answer: boolean): void {
			socket.destroy();
			resolve(answer);
		}
	});
}

/**
 * A mosquitto of its own on the loopback interface, with its files in a temporary folder. It keeps nothing on disk
 * (`persistence false`): a restarted one has forgotten sessions and retained messages.
 */
export class Mosquitto {
	readonly port: number;
	#folder: string;
	#process: ChildProcess | undefined;
	#guard: ChildProcess | undefined;
	#log = "";

	/** Whether there is a mosquitto on this machine. */
	static get installed(): boolean {
		return find("mosquitto") !== undefined && find("mosquitto_passwd") !== undefined;
	}
	/** Resolves when the broker accepts connections. Throws, with what mosquitto said, if it does not start. */
	static async start(options: MosquittoOptions = {}): Promise<Mosquitto> {
		const broker = new Mosquitto(options.port ?? await freePort());
		try {
			broker.#configure(options);
			await broker.restart();
		} catch (error) {
			await broker.close();
			throw error;
		}
		return broker;
	}
	private constructor(port: number) {
		this.port = port;
		this.#folder = mkdtempSync(join(tmpdir(), "mosquitto-"));
	}
	/** All that the broker said since it was first started. */
	get log(): string {
		return this.#log;
	}
	/** Of its process, while it runs. */
	get pid(): number | undefined {
		return this.#process?.pid;
	}
	/** Ends it without a word to its clients, as a power failure would. Resolves when its port is free again. */
	kill(): Promise<void> {
		return this.#end("SIGKILL");
	}
	/** Starts it again on the same port, killing it first if it still runs. */
	async restart(): Promise<void> {
		await this.kill();
		const child = spawn(find("mosquitto") ?? "mosquitto", ["-c", this.#path("mosquitto.conf")], { stdio: ["ignore", "pipe", "pipe"] });
		this.#process = child;
		let failure: Error | undefined;
		child.once("error", error => failure = error);
		if (child.pid)
			this.#protect(child);
		for (const stream of [child.stdout, child.stderr])
			stream.setEncoding("utf8").on("data", (text: string) => this.#log += text);
		for (let attempt = 0; attempt < 200; attempt++) {
			if (failure || child.exitCode !== null)
				break;
			if (await accepts(this.port))
				return;
			await new Promise(resolve => setTimeout(resolve, 25));
		}
		await this.kill();
		throw failure ?? new Error(`mosquitto does not accept connections on port ${this.port}:\n${this.#log}`);
	}
	/** Ends it in good order and removes its files. Idempotent. */
	async close(): Promise<void> {
		await this.#end("SIGTERM");
		rmSync(this.#folder, { recursive: true, force: true });
	}
	#path(name: string): string {
		return join(this.#folder, name);
	}
	#configure({ identity, users, settings = [] }: MosquittoOptions): void {
		const lines = [
			`listener ${this.port} 127.0.0.1`,
			// Started by root, it would turn into a user who can't read this folder.
			`user ${userInfo().username}`,
			"persistence false",
			"set_tcp_nodelay true",
			"log_dest stderr",
			"log_type all",
			`allow_anonymous ${users ? "false" : "true"}`,
		];
		if (identity) {
			writeFileSync(this.#path("broker.pem"), identity.certificate);
			writeFileSync(this.#path("broker.key"), identity.key, { mode: 0o600 });
			lines.push(`certfile ${this.#path("broker.pem")}`, `keyfile ${this.#path("broker.key")}`);
		}
		if (users) {
			const file = this.#path("passwords");
			writeFileSync(file, "", { mode: 0o600 });
			for (const [user, password] of Object.entries(users))
				execFileSync(find("mosquitto_passwd") ?? "mosquitto_passwd", ["-b", file, user, password], { stdio: "pipe" });
			lines.push(`password_file ${file}`);
		}
		writeFileSync(this.#path("mosquitto.conf"), [...lines, ...settings, ""].join("\n"));
	}
	#end(signal: NodeJS.Signals): Promise<void> {
		const child = this.#process;
		this.#process = undefined;
		this.#guard?.kill("SIGKILL");
		this.#guard = undefined;
		return endProcess(child, signal);
	}
	/** However the test runner ends, its end of the pipe closes, and the broker goes with it. */
	#protect(child: ChildProcess): void {
		const guard = this.#guard = spawn("sh", ["-c", 'read line; kill -9 "$1"; rm -rf "$2"', "sh", String(child.pid), this.#folder], { stdio: ["pipe", "ignore", "ignore"], detached: true });
		guard.on("error", () => {});
		guard.unref();
		(guard.stdin as Socket | null)?.unref();
		child.once("exit", () => guard.kill("SIGKILL"));
	}
}
