import Net from "net";
import type { Alarm, Clock } from "../gateway/clock";

const DEADLINE = 10_000;

/** What the MQTT client asks of a resolver, and what the link puts beside. */
export interface ResolverOptions {
	readonly clock: Clock;
	/** Tells the link which resolver works for it, so that it can close it. */
	created(resolver: Resolver): void;
	/** The name is resolved, or `failure` says why not; before the MQTT client hears of it. */
	onOutcome(failure: string | undefined): void;
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
	#options: ResolverOptions;
	#request: Request | undefined;
	#alarm: Alarm | undefined;

	constructor(options: ResolverOptions) {
		this.#options = options;
		options.created(this);
	}
	resolve(request: Request): void {
		const { host } = request;
		this.#request = request;
		this.#alarm = this.#options.clock.set(() => this.#fail(`the name server did not answer within ${DEADLINE / 1_000} s`), DEADLINE);
		if (/^\d+\.\d+\.\d+\.\d+$|:/.test(host)) {
			this.#options.clock.set(() => this.#succeed(request, host), 0);
			return;
		}
		try {
			Net.resolve(host, (_name, address) => {
				// from a timer, since Net.resolve may know the answer at once
				this.#options.clock.set(() => {
					if (this.#request !== request)
						return;
					if (address)
						this.#succeed(request, address);
					else
						this.#fail("the name server does not know it, or there is none");
				}, 0);
			});
		}
		catch (error) {
			this.#options.clock.set(() => this.#fail(`the resolver has no place left ("${error}")`), 0);
		}
	}
	/** Idempotent; nothing is called afterwards. */
	close(): void {
		this.#options.clock.clear(this.#alarm);
		this.#alarm = this.#request = undefined;
	}
	#succeed(request: Request, address: string): void {
		if (this.#request !== request)
			return;
		this.close();
		this.#options.onOutcome(undefined);
		request.onResolved(request.host, address);
	}
	#fail(reason: string): void {
		const request = this.#request;
		if (!request)
			return;
		this.close();
		this.#options.onOutcome(`${request.host} could not be resolved: ${reason}`);
		request.onError();
	}
}
