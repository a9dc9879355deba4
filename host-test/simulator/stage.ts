import { bluetoothAddressBytes } from "../../modules/text/bluetooth-address";
import type { Client } from "../../modules/simulator/gatt";
import { checkScenario } from "../../modules/simulator/scenario-parser";
import { world } from "../../modules/simulator/world";
import { RecordingClient } from "./recording-client";

export const VOLTMETER = "a4:c1:38:00:00:01";
export const THERMOMETER = "a4:c1:38:00:00:02";
/** Longer than everything that is not meant to take for ever. */
export const SOON = 1_000;

/** A characteristic that counts, as the scenario has it. */
export function counter(changes: object = {}): object {
	return { uuid: "2a6e", properties: ["read", "notify"], value: { counter: { format: "uint16", start: 172 } }, every: 100, ...changes };
}

/** A peripheral with one service, as the scenario has it. */
export function peripheral(name: string, address: string, characteristics: readonly object[] = [counter()], changes: object = {}): object {
	return { name, address, advertise: { interval: 20, services: ["181a"] }, services: [{ uuid: "181a", characteristics }], ...changes };
}

/** Loads a scenario with a voltmeter, and a thermometer beside it. */
export function load(changes: object = {}): void {
	world.load(checkScenario({ peripherals: [peripheral("Voltmeter", VOLTMETER), peripheral("Thermometer", THERMOMETER)], ...changes }));
}

export function bytesOf(address: string): ArrayBuffer {
	return Uint8Array.from(bluetoothAddressBytes(address)).buffer;
}

/** Lets time pass, in milliseconds. */
export function pass(time: number): void {
	jest.advanceTimersByTime(time);
}

/** A client that is ready. */
export function openClient(): RecordingClient {
	const ble = new RecordingClient();
	pass(SOON);
	expect(ble.take()).toEqual(["ready"]);
	return ble;
}

/** A connection, the usual way. */
export function connect(ble: RecordingClient, address = VOLTMETER): Client {
	ble.connect({ address: bytesOf(address), addressType: 0 });
	pass(SOON);
	expect(ble.take()).toEqual(["connected"]);
	return ble.clients.at(-1)!;
}

/** Discovers the first service and its characteristics. */
export function discover(ble: RecordingClient, client: Client): void {
	client.discoverAllPrimaryServices();
	pass(SOON);
	ble.services[0]!.discoverAllCharacteristics();
	pass(SOON);
	ble.take();
}

/** The number of uses of the client that lives, -1 if none does. */
export function useCount(): number {
	return world.gap.state.current?.useCount ?? -1;
}

/** Whether a new client can be made. */
export function canConstruct(): boolean {
	return world.gap.state.current === undefined;
}

beforeEach(() => {
	jest.useFakeTimers();
});
afterEach(() => {
	world.end();
	world.block = undefined;
	jest.useRealTimers();
});
