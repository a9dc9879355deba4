import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { BrokerAddress } from "../modules/configuration/broker-url";
import { parsePins } from "../modules/configuration/pin";
import { readTrustAnchor } from "../modules/trust/trust-anchor";
import { parseArguments } from "./arguments";
import type { Arguments } from "./arguments";
import { Authority } from "./authority";
import { EmbeddedBroker } from "./embedded-broker";
import { exitWith } from "./exit-with";
import { HostConsole } from "./host-console";
import { readCertificates, readIdentity } from "./certificate-file";
import { checkDeclarations, openFlash, overlay, readConfiguration, readScenario } from "./input-file";
import type { OwnCertificate } from "./moddable/gateway-parameters";
import { setConfig } from "./moddable/mc-config";
import { registerResource } from "./moddable/resource";
import { pause } from "./patience";
import { Subscriber, type SubscriberOptions } from "./subscriber";

/*
 * `npm start`: the firmware's main on Node, with stand-ins for the SDK's modules (tsconfig.json here names them), a
 * simulated radio, and a broker that is embedded unless told otherwise.
 */

/** Where the broker is and how to be let in. */
interface Access {
	readonly url: string;
	readonly broker: BrokerAddress;
	/** DER of each. */
	readonly anchors: readonly Uint8Array[];
	readonly identity: OwnCertificate | undefined;
	readonly user: string | undefined;
	readonly password: string | undefined;
	/** Ends the broker, if it is ours. */
	stop(): Promise<void>;
}

/** As modules/device/trust-anchors.ts has them. */
const ANCHOR_NAMES = ["ca.der", "ca-next.der"];
/** Of the demonstration's certificates, in milliseconds: longer than the time before their end in which the gateway warns. */
const VALIDITY = 90 * 86_400_000;
/** What the gateway may take to say goodbye, in milliseconds. */
const FAREWELL = 1_000;
/** How long the gateway waits for the subscriber, so that the first reading is seen. */
const PATIENCE = 2_000;

async function embedBroker(): Promise<Access> {
	const notAfter = new Date(Date.now() + VALIDITY);
	const authority = await Authority.create({ name: "Gattway demonstration authority", notAfter });
	const user = "gateway", password = randomBytes(18).toString("base64url");
	const identity = await authority.issue({ names: ["localhost"], addresses: ["127.0.0.1"], notAfter });
	const broker = new EmbeddedBroker({ certificate: identity.certificate, key: identity.key, user, password });
	await broker.start();
	return { url: broker.url, broker: { secure: true, host: "localhost", port: broker.port }, anchors: [authority.der], identity: undefined, user, password, stop: () => broker.stop() };
}

function reachBroker({ authorities, identity, ...broker }: NonNullable<Arguments["broker"]>): Access {
	return {
		...broker, broker,
		anchors: authorities === undefined ? [] : readCertificates("--ca", authorities, ANCHOR_NAMES.length),
		identity: identity && readIdentity(identity),
		stop: async () => {},
	};
}

/** What the gateway goes by; a pin that is none, for which it does not start, pins nobody. */
function trustOf({ anchors, identity }: Access, pin: unknown): NonNullable<SubscriberOptions["secure"]> {
	return {
		anchors: anchors.flatMap(der => readTrustAnchor(der).anchor ?? []),
		pins: typeof pin === "string" && pin !== "" ? parsePins(pin) ?? [new Uint8Array(0)] : [],
		now: Date.now,
		identity,
	};
}

async function start(parameters: readonly string[]): Promise<void> {
	const options = parseArguments(parameters);
	const screen = new HostConsole(text => process.stdout.write(text), process.stdout.isTTY === true && !process.env.NO_COLOR);
	Object.assign(globalThis, { trace: (...parts: unknown[]) => screen.trace(...parts) });
	const { world } = await import("../modules/simulator/world");
	const { provideFlash } = await import("../modules/simulator/flash");

	const { config } = readConfiguration("manifest", join(__dirname, "..", "manifest.json")) as { config: Record<string, unknown> };
	const mine = options.configuration === undefined ? {} : readConfiguration("--config", options.configuration);
	const scenario = readScenario(options.peripherals), base = overlay(config, scenario.configuration);
	checkDeclarations(Object.keys(scenario.configuration).length ? `--peripherals ${options.peripherals}` : "manifest.json", base);
	checkDeclarations(`--config ${options.configuration}`, overlay(base, mine));
	const flash = options.flash === undefined ? undefined : openFlash(options.flash);
	const access = options.broker ? reachBroker(options.broker) : await embedBroker();
	screen.say(options.broker
		? `The radio (BLE peripherals, Wi-Fi) is simulated; the broker is the outside one at ${access.url}`
		: `The radio (BLE peripherals, Wi-Fi) and the broker (${access.url}) are simulated`);
	screen.say(options.flash === undefined
		? "The flash is emulated in RAM and forgotten at the end"
		: `The flash is emulated in ${options.flash}, for the next run`);

	access.anchors.forEach((der, index) => registerResource(ANCHOR_NAMES[index]!, der));
	if (access.identity) {
		registerResource("client.der", access.identity.certificate);
		registerResource("client-key.der", access.identity.key);
	}
	const { url: broker, user = "", password: pass = "" } = access;
	const settings = overlay(overlay(base, { ssid: "simulated", broker, user, pass }), mine);
	setConfig(settings);
	provideFlash(flash && (() => flash));
	world.load(scenario, options.seed);

	const prefix = typeof settings.prefix === "string" ? settings.prefix : "esp32/gateway";
	let offline = () => {};
	const subscriber = new Subscriber({
		...access, ...access.broker,
		secure: access.broker.secure ? trustOf(access, settings.pin) : undefined,
		filter: `${prefix}/#`,
		onMessage(topic, payload) {
			screen.message(topic, payload);
			if (topic === `${prefix}/status` && payload === "offline")
				offline();
		},
		onStatus: text => screen.aside(`subscriber ${text}`),
	});
	await Promise.race([subscriber.ready, pause(PATIENCE)]);

	const firmware: { gateway?: { close(): void } } = {};
	let ending = false;
	const end = async (code: number) => {
		if (ending)
			return;
		ending = true;
		const farewell = Promise.race([new Promise<void>(resolve => { offline = resolve; }), pause(FAREWELL)]);
		firmware.gateway?.close();
		await farewell;
		await subscriber.close();
		await access.stop();
		world.end();
		process.stdout.write("", () => process.exit(code));
	};
	for (const signal of ["SIGINT", "SIGTERM"] as const)
		process.on(signal, () => void end(0));
	// whoever reads the output has gone
	process.stdout.on("error", () => void end(0));
	Object.assign(globalThis, { System: {
		restart() {
			screen.say("The firmware restarts itself, which ends the simulation");
			void end(1);
		},
	} });
	if (options.duration !== undefined)
		setTimeout(() => void end(0), options.duration);
	firmware.gateway = (await import("../main")).default();
}

start(process.argv.slice(2)).catch(exitWith);
