import { RequestDesk } from "../../modules/gateway/request-desk";
import { RequestLog } from "../../modules/gateway/request-log";
import type { PeripheralRequest } from "../../modules/peripheral/peripheral-request";
import { Log } from "../../modules/text/log";
import { ManualClock } from "../manual-clock";
import { configurationOf, soundConfiguration, soundPeripheral } from "../sound-configuration";

const at = (characteristic: string, rest: object) => ({ service: "1809", characteristic, format: "uint8", ...rest });
const PERIPHERALS = [
	soundPeripheral({
		name: "thermostat", values: [
			at("2a6e", { name: "target", format: "int16", scale: 0.01, unit: "°C", write: true }),
			at("2a19", { name: "battery" }),
			at("2b00", { name: "mode", format: "bits", bits: 4, write: true }),
			at("2b00", { name: "fan", format: "bits", bit: 4, bits: 4, write: true }),
			at("2b00", { name: "fault", at: 1 }),
			at("2a00", { name: "label", format: "utf8", write: true, topic: "elsewhere" }),
		],
	}),
	soundPeripheral({ name: "lamp", match: { name: "Lamp" }, values: [at("2b01", { name: "level", write: true }), at("2b02", { name: "on", write: true })] }),
	soundPeripheral({ name: "strap", match: { name: "Strap" }, device: ["heart-rate", "lywsd03mmc"], values: undefined }),
	soundPeripheral({ name: "object", match: { name: "Object" }, device: "heart-rate", payload: "object", values: undefined }),
	soundPeripheral({
		name: "clock", match: { name: "Clock" }, device: "current-time",
		values: { time: { write: true }, fraction: { write: true, name: "part" }, reason: { write: true }, timeZone: { write: true }, daylightSaving: { write: true } },
	}),
	soundPeripheral({ name: "zone", match: { name: "Zone" }, device: "current-time", payload: "object", values: { "2a2b": { write: true }, "2a0f": { write: true }, timeZone: { name: "zone" } } }),
	soundPeripheral({ name: "bike", match: { name: "Bike" }, device: "fitness-control", values: { control: { write: true }, targetSpeed: { write: true }, stop: { write: true }, start: { write: true } } }),
];

/** The desk with a broker's session and a central that record. */
export function setUp() {
	const clock = new ManualClock(), lines: string[] = [], results: string[] = [], published: string[] = [];
	const asked: PeripheralRequest[] = [], cancelled: PeripheralRequest[] = [];
	let room = 100;
	const { peripherals, values } = configurationOf(soundConfiguration({ prefix: "g", peripherals: PERIPHERALS }));
	const desk = new RequestDesk({
		clock, peripherals, values,
		log: new RequestLog(clock, new Log(clock, line => lines.push(line), "debug")),
		session: {
			reserveReply: () => room-- > 0,
			reply: (topic, text) => void results.push(`${topic} ${text}`),
		},
		central: { request: request => void asked.push(request), cancel: request => void cancelled.push(request) },
		intake: {
			take: (_peripheral, value, channel, bytes) => {
				expect(values[channel]).toBe(value);
				published.push(`${value.name} ${Buffer.from(bytes).toString("hex")}`);
			},
		},
	});
	const say = (topic: string, text = "", retained = false) => {
		desk.take(topic, text, retained);
		clock.advance(0);
	};
	const done = (...[step, reason, hex, confirmed]: [step?: Parameters<PeripheralRequest["onDone"]>[0], reason?: string, hex?: string, confirmed?: "sent" | "read back"]) => {
		asked.at(-1)!.onDone(step, reason ?? "", hex === undefined ? undefined : Buffer.from(hex, "hex"), confirmed);
		clock.advance(0);
	};
	const written = () => asked.map(({ bytes, channel, peripheral }) => `${peripheral}.${channel} ${bytes ? Buffer.from(bytes).toString("hex") : "read"}`);
	return { asked, cancelled, clock, desk, done, lines, published, results, say, written, leaveRoom: (left: number) => void (room = left) };
}
