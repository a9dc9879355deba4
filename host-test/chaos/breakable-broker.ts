import { randomBytes } from "node:crypto";
import type { Transform } from "node:stream";
import { connect, type MqttClient } from "mqtt";
import type { Identity } from "../authority";
import { EmbeddedBroker } from "../embedded-broker";
import { freePort, Mosquitto } from "../mosquitto";
import { Relay } from "../relay";

export type BrokerKind = "embedded" | "mosquitto";

export const USER = "gateway";
/** Of one run. */
export const PASSWORD = randomBytes(12).toString("base64url");

/** @param connection from 1 up; undefined where the broker does not tell */
export type OnArrival = (topic: string, payload: string, connection: number | undefined) => void;

/** A good broker with TLS that is broken from outside. The gateway comes to it through a relay. */
export interface BreakableBroker {
	/** Of the relay. */
	readonly port: number;
	/** It is gone, and nothing listens. */
	kill(): Promise<void>;
	/** It is there again, and whoever listens to it too. */
	start(): Promise<void>;
	/** Connections stay and are taken, and nobody reads or answers. */
	freeze(): void;
	thaw(): void;
	close(): Promise<void>;
}

/** @param through as with `Relay` */
export async function openBroker(kind: BrokerKind, identity: Identity, onArrival: OnArrival, through?: () => Transform): Promise<BreakableBroker> {
	return kind === "mosquitto" ? openMosquitto(identity, onArrival, through) : openEmbedded(identity, onArrival, through);
}

async function openEmbedded({ certificate, key }: Identity, onArrival: OnArrival, through: (() => Transform) | undefined): Promise<BreakableBroker> {
	const broker = new EmbeddedBroker({ certificate, key, user: USER, password: PASSWORD });
	broker.arrivals.push = (...arrivals) => {
		for (const { payload, topic } of arrivals)
			onArrival(topic, payload, broker.connects.length);
		return 0;
	};
	await broker.start();
	const relay = new Relay(broker.port, through);
	await relay.open();
	return {
		port: relay.port,
		async kill() {
			await broker.kill();
			await relay.cut();
		},
		async start() {
			await broker.start();
			await relay.open();
		},
		// it is in this process, which can't be stopped: so what it would read is withheld, and what it would write
		freeze: () => relay.freeze(),
		thaw: () => relay.thaw(),
		async close() {
			await relay.cut();
			await broker.kill();
		},
	};
}

async function openMosquitto(identity: Identity, onArrival: OnArrival, through: (() => Transform) | undefined): Promise<BreakableBroker> {
	const clear = await freePort();
	const broker = await Mosquitto.start({ identity, users: { [USER]: PASSWORD }, settings: [`listener ${clear} 127.0.0.1`] });
	const relay = new Relay(broker.port, through);
	let subscriber: MqttClient | undefined;
	const listen = async (): Promise<void> => {
		const client = subscriber = connect(`mqtt://127.0.0.1:${clear}`, {
			clientId: "witness", username: USER, password: PASSWORD, protocolVersion: 4,
			// this listener opens a moment after the one that was waited for
			reconnectPeriod: 20,
			// a broker that is stopped answers no pings
			keepalive: 0,
		});
		client.on("error", () => {});
		client.on("message", (topic, payload) => onArrival(topic, payload.toString(), undefined));
		await new Promise<void>(resolve => client.once("connect", () => resolve()));
		client.options.reconnectPeriod = 0;
		// With QoS 0 mosquitto writes to the subscriber before it writes PUBACK to the publisher, and holds nothing back
		// for want of the subscriber's PUBACK: what it acknowledged is on its way even if it is killed in the next moment.
		await client.subscribeAsync("test/#", { qos: 0 });
		// the gateway is let in only now, so that nothing is acknowledged that nobody hears
		await relay.open();
	};
	await listen();
	return {
		port: relay.port,
		async kill() {
			await broker.kill();
			await relay.cut();
			// what is on its way is still read: the end of the connection comes after it
			if (subscriber!.connected)
				await new Promise<void>(resolve => subscriber!.once("close", () => resolve()));
		},
		async start() {
			await broker.restart();
			await listen();
		},
		freeze: () => broker.pause(),
		thaw: () => broker.resume(),
		async close() {
			broker.resume();
			await relay.cut();
			subscriber?.end(true);
			await broker.close();
		},
	};
}
