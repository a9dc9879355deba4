import { DeviceClock } from "../../modules/device/clock";
import { world } from "../../modules/simulator/world";
import { seededRandom } from "../seeded-random";
import { Member } from "./member";

/** Between two readings of a gateway, and between two parts of the crowd that take one, in milliseconds. */
const EVERY = 1_000, STEP = 10;

export interface CrowdOptions {
	readonly gateways: number;
	readonly port: number;
	/** Whether each draws its own delays; otherwise all take the mean, and stay in step. */
	readonly jitter: boolean;
	readonly seed: number;
}

/** Many gateways in this process, over sockets of their own, each of which takes a reading a second. */
export class Crowd {
	/** Moments (`performance.now`) at which one was connected. */
	readonly connections: number[] = [];
	/** The same, at which one tried. */
	readonly attempts: number[] = [];
	#members: Member[];
	#readings: NodeJS.Timeout | undefined;
	#turn = 0;

	constructor({ gateways, jitter, port, seed }: CrowdOptions) {
		world.wifiUp = true;
		this.#members = Array.from({ length: gateways }, (_, number) => new Member({
			number, port,
			clock: new DeviceClock(),
			random: jitter ? seededRandom(seed * gateways + number + 1) : () => 0.5,
			onAttempt: () => this.attempts.push(performance.now()),
			onConnected: () => this.connections.push(performance.now()),
		}));
	}
	/** All of them at once, as when the power comes back in a street. */
	start(): void {
		for (const member of this.#members)
			member.start();
		let last = performance.now();
		this.#readings = setInterval(() => {
			const now = performance.now(), { length } = this.#members;
			// a process that is late catches up
			for (let due = Math.floor(length * now / EVERY) - Math.floor(length * last / EVERY); due > 0; due--)
				this.#members[this.#turn++ % length]!.take();
			last = now;
		}, STEP);
	}
	/** Nothing new is taken. */
	quiet(): void {
		clearInterval(this.#readings);
	}
	get connected(): number {
		return this.#members.filter(({ connected }) => connected).length;
	}
	get taken(): number {
		return this.#sum(member => member.taken);
	}
	get waiting(): number {
		return this.#sum(member => member.waiting);
	}
	get missing(): number {
		return this.#sum(member => Math.abs(member.missing));
	}
	/** Gateways with more than `count` readings that wait. */
	behind(count: number): number {
		return this.#members.filter(({ waiting }) => waiting > count).length;
	}
	close(): void {
		this.quiet();
		for (const member of this.#members)
			member.close();
	}
	#sum(of: (member: Member) => number): number {
		return this.#members.reduce((sum, member) => sum + of(member), 0);
	}
}
