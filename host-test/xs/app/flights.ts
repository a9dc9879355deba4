/// <reference path="../../../node_modules/@moddable/typings/debug.d.ts" />
/// <reference path="../../../node_modules/@moddable/typings/instrumentation.d.ts" />
import Debug from "debug";
import TCP from "embedded:io/socket/tcp";
import Instrumentation from "instrumentation";
import config from "mc/config";
import Timer from "timer";
import { SessionCache } from "../../../modules/device/session-cache";
import { writeLine } from "../../../modules/device/system";
import TLSSocket from "../../../modules/device/tls-socket";
import { loadTrustAnchors } from "../../../modules/device/trust-anchors";

/** Milliseconds that one attempt may take. */
const DEADLINE = 5_000;
/** CONNECT, as far as it matters here. */
const CONNECT = Uint8Array.of(0x10, 0x0c, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 0);

const now = () => Date.now();
const secure = { anchors: loadTrustAnchors().anchors, cache: new SessionCache(now), now, pins: [], identity: undefined };
const count = config.flights as number, port = config.port as number;

/** One TLS connection after the other, to 127.0.0.1 as broker.test; a line at the console for each, and for the memory in use. */
function attempt(number: number): void {
	if (number % 250 === 0) {
		Debug.gc();
		writeLine(`memory ${Instrumentation.get(Instrumentation.map("XS Slot Heap Used"))} ${Instrumentation.get(Instrumentation.map("XS Chunk Heap Used"))}`);
	}
	if (number === count)
		return writeLine("done");
	let opened = "", written = false, ended = false;
	const end = (text: string) => {
		if (ended)
			return writeLine(`flight ${number} ends again: ${text}`);
		ended = true;
		Timer.clear(deadline);
		writeLine(`flight ${number}${opened}: ${text}`);
		Timer.set(() => {
			socket.close();
			attempt(number + 1);
		}, 0);
	};
	const deadline = Timer.set(() => end("hangs"), DEADLINE);
	const socket: TLSSocket = new TLSSocket({
		address: "127.0.0.1", host: "broker.test", port, secure,
		TCP: { io: TCP as never },
		onSecuring: () => {},
		onSecure: ({ anchor }) => opened = ` open (${anchor})`,
		onReadable: available => void socket.read(available),
		onWritable: () => {
			if (!written)
				socket.write(CONNECT);
			written = true;
		},
		onError: ({ failure, message }) => end(`${failure}: ${message}`),
	});
}

export default function main(): void {
	attempt(0);
}
