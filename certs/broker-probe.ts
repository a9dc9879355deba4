import { randomBytes } from "node:crypto";
import { connect, isIP, type Socket } from "node:net";
import { NodeSignatures } from "./node-signatures";
import { HandshakeViolation } from "../modules/trust/handshake-violation";
import { clientHello } from "./gateway-hello";
import { ServerFlight } from "./server-flight";

/** Of TCP with the search for the address, and of TLS; in milliseconds. The gateway's own. */
const DEADLINE = 15_000;
/** One address of a name that has several: Node's 250 ms are too few for a far broker. */
const ATTEMPT = 5_000;
const CLOSE_NOTIFY = Uint8Array.of(21, 3, 3, 0, 2, 1, 0);

export interface BrokerQuestion {
	readonly host: string;
	readonly port: number;
	/** Name to ask for; an address is not sent. */
	readonly serverName: string;
	/** Milliseconds; 15 s unless given. */
	readonly deadline?: number | undefined;
}

export interface BrokerAnswer {
	/** Where the connection led; undefined if there was none. */
	readonly address: string | undefined;
	/** Undefined if the broker came to send none. */
	readonly chain: readonly Uint8Array[] | undefined;
	/** By number; 0 if the broker chose none that was offered. */
	readonly suite: number;
	readonly asksForCertificate: boolean;
	/** Why it ended before the broker's last word, for people. */
	readonly failure: {
		readonly stage: "name" | "connection" | "TLS";
		readonly message: string;
		/** It was the broker who broke off. */
		readonly rebuffed?: boolean;
	} | undefined;
}

/**
 * Asks a broker for its certificates as the gateway would, up to where the client would answer, and hangs up. It is
 * a TLS client of a few lines because Node's sorts what the broker sends and doesn't tell which alert came. Never
 * rejects: what the world does is in the answer.
 */
export function askBroker({ host, port, serverName, deadline = DEADLINE }: BrokerQuestion): Promise<BrokerAnswer> {
	const where = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
	const random = Uint8Array.from(randomBytes(32));
	new DataView(random.buffer).setUint32(0, Date.now() / 1_000);		// gmt_unix_time, as the gateway has it
	const flight = new ServerFlight(random, new NodeSignatures());
	return new Promise(resolve => {
		const socket = connect({ host, port, noDelay: true, autoSelectFamilyAttemptTimeout: ATTEMPT });
		let address: string | undefined;
		let timer = wait("connection", `${where} did not accept a TCP connection`);
		socket.once("connect", () => {
			address = socket.remoteAddress;
			clearTimeout(timer);
			timer = wait("TLS", `${where} did not finish the TLS handshake`);
			socket.write(clientHello(random, isIP(serverName) ? undefined : serverName));
		});
		socket.on("data", bytes => {
			try {
				flight.receive(bytes);
				if (flight.complete)
					finish(undefined);
			}
			catch (error) {
				if (!(error instanceof HandshakeViolation))
					throw error;
				finish({ stage: "TLS", message: error.message, rebuffed: error.reason === "alert" });
			}
		});
		socket.once("error", error => finish(address === undefined ? explain(error, host, where) : ENDED));
		socket.once("close", () => finish(ENDED));

		function wait(stage: "connection" | "TLS", message: string): NodeJS.Timeout {
			return setTimeout(() => finish({ stage, message: `${message} within ${deadline / 1_000} s` }), deadline);
		}
		function finish(failure: BrokerAnswer["failure"]): void {
			clearTimeout(timer);
			hangUp(socket, failure === undefined);
			const { asksForCertificate, chain, suite } = flight;
			resolve({ address, chain, suite, asksForCertificate, failure });
		}
	});
}

const ENDED = Object.freeze({ stage: "TLS", message: "the broker ended the connection in the TLS handshake, without saying why", rebuffed: true } as const);

function hangUp(socket: Socket, orderly: boolean): void {
	socket.removeAllListeners().on("error", () => {});
	if (orderly)
		socket.end(CLOSE_NOTIFY, () => socket.destroy());
	else
		socket.destroy();
}

function explain({ code, message, syscall }: NodeJS.ErrnoException, host: string, where: string): NonNullable<BrokerAnswer["failure"]> {
	if (syscall === "getaddrinfo")
		return { stage: "name", message: code === "EAI_AGAIN" ?
			`the name ${host} was not resolved: the name server did not answer, or there is none` :
			`the name ${host} was not resolved: the name server does not know it` };
	const reason = code === "ECONNREFUSED" ? "nothing listens there" :
		code === "ETIMEDOUT" ? "it does not answer" :
		code === "ENETUNREACH" || code === "EHOSTUNREACH" ? "the network does not lead there" : message || "an unknown error";
	return { stage: "connection", message: `${where} is not reachable: ${reason}${code ? ` (${code})` : ""}` };
}
