import Net from "net";
import type { Alarm, Clock } from "../text/clock";
import { isInternetAddress } from "../text/internet-address";

const DEADLINE = 10_000;

/** Whom a resolver works for: a link, rather than an object of closures, each of which would cost 160 bytes. */
export interface ResolverOwner {
	/** So that the owner can close it. */
	onResolver(resolver: Resolver): void;
	/** The name is resolved, or `failure` says why not; before the MQTT client hears of it. */
	onResolved(failure: string | undefined): void;
}

/** What the link puts into the MQTT client's `dns` dictionary. */
export interface ResolverOptions {
	readonly clock: Clock;
	readonly owner: ResolverOwner;
}

interface Request {
	readonly host: string;
	onResolved(host: string, address: string): void;
	onError(): void;
}

/**
 * `dns.io` of the MQTT client on the SDK's `Net.resolve`, which can neither be cancelled nor be trusted to answer:
 * this gives up after ten seconds, and after `close()` nothing reaches the client, which could not bear it.
 */
export class Resolver {
	private _options: ResolverOptions;
	private _request: Request | undefined;
	private _alarm: Alarm | undefined;

	constructor(options: ResolverOptions) {
		this._options = options;
		options.owner.onResolver(this);
	}
	resolve(request: Request): void {
		const { host } = request;
		this._request = request;
		this._alarm = this._options.clock.set(() => this.fail(`the name server did not answer within ${DEADLINE / 1_000} s`), DEADLINE);
		if (isInternetAddress(host)) {
			this._options.clock.set(() => this.succeed(request, host), 0);
			return;
		}
		try {
			Net.resolve(host, (_name, address) => {
				// from a timer, since Net.resolve may know the answer at once
				this._options.clock.set(() => {
					if (this._request !== request)
						return;
					if (address)
						this.succeed(request, address);
					else
						this.fail("the name server does not know it, or there is none");
				}, 0);
			});
		}
		catch (error) {
			this._options.clock.set(() => this.fail(`the resolver has no place left ("${error}")`), 0);
		}
	}
	/** Idempotent; nothing is called afterwards. */
	close(): void {
		this._options.clock.clear(this._alarm);
		this._alarm = this._request = undefined;
	}
	private succeed(request: Request, address: string): void {
		if (this._request !== request)
			return;
		this.close();
		this._options.owner.onResolved(undefined);
		request.onResolved(request.host, address);
	}
	private fail(reason: string): void {
		const request = this._request;
		if (!request)
			return;
		this.close();
		const local = request.host.endsWith(".local") ?
			"; names in .local are asked for by multicast (mDNS): the broker's computer must be in the same network and answer it, otherwise give its address" : "";
		this._options.owner.onResolved(`${request.host} could not be resolved: ${reason}${local}`);
		request.onError();
	}
}
