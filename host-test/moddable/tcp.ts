import { connect, isIPv4, isIPv6 } from "node:net";
import type { Socket } from "node:net";
import { StreamSocket } from "./stream-socket";
import type { StreamSocketOptions } from "./stream-socket";

export interface TCPOptions extends StreamSocketOptions<TCP> {
	/** IPv4 or IPv6; names are the resolver's business. */
	readonly address: string;
	readonly port: number;
	readonly nodelay?: boolean;
}

/** @throws what the SDK's constructors throw for an address or port that is none */
export function checkEndpoint(address: string, port: number): void {
	if (!isIPv4(address) && !isIPv6(address))
		throw new Error("invalid address");
	if (!Number.isInteger(port) || port < 0 || port > 65_535)
		throw new RangeError("invalid port");
}

/**
 * Stands in for `embedded:io/socket/tcp` (ECMA-419, 13.2): `StreamSocket` on Node's sockets. As with the SDK,
 * `onError` has no argument, and comes for a connection refused, reset, or ended by the peer.
 */
export default class TCP extends StreamSocket<TCP, void> {
	constructor(options: TCPOptions) {
		const { address, port, nodelay = false } = options;
		checkEndpoint(address, port);
		super(options, () => {
			const stream: Socket = connect({ host: address, port, noDelay: nodelay });
			return stream.on("connect", () => this.opened());
		});
	}
	protected override explain(): void {}
}
