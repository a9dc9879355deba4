import type { CharacteristicScenario, PeripheralScenario, ReadingHabit, SubscriptionHabit, WritingHabit } from "./scenario";
import { createValueSource, type ValueSource } from "./value-source";

const CONFIGURATION_UUID = Object.freeze([0x02, 0x29]);
export const NOTIFY = 0x10;
export const INDICATE = 0x20;

export interface SimulatedDescriptor {
	readonly handle: number;
	readonly uuid: Uint8Array;
	/** Its value; replaced when it is written. */
	bytes: Uint8Array;
	readonly writable: boolean;
}

export interface SimulatedCharacteristic {
	readonly uuid: Uint8Array;
	/** Handle of the declaration. */
	readonly declaration: number;
	/** Handle of the value. */
	readonly handle: number;
	readonly properties: number;
	readonly descriptors: readonly SimulatedDescriptor[];
	/** The descriptor that turns notifications (bit 0) and indications (bit 1) on. */
	readonly configuration: SimulatedDescriptor | undefined;
	readonly subscription: SubscriptionHabit;
	readonly writing: WritingHabit;
	readonly reading: ReadingHabit;
	/** What was written last, which it has from then on instead of what its source gives. */
	written: Uint8Array | undefined;
	readonly source: ValueSource;
	readonly every: number | undefined;
}

export interface SimulatedService {
	readonly uuid: Uint8Array;
	readonly start: number;
	readonly end: number;
	readonly characteristics: readonly SimulatedCharacteristic[];
}

/** Gives the attributes of a peripheral their handles, from `handle` on without a gap. */
export function createServices(peripheral: PeripheralScenario, seed: number, handle = 1): readonly SimulatedService[] {
	return peripheral.services.map(service => {
		const start = handle++;
		const characteristics = service.characteristics.map(scenario => {
			const declaration = handle++;
			const value = handle++;
			const descriptors = scenario.descriptors.map(({ uuid, bytes, writable }) => ({ handle: handle++, uuid, bytes, writable }));
			const configuration = hasConfiguration(scenario)
				? { handle: handle++, uuid: Uint8Array.from(CONFIGURATION_UUID), bytes: new Uint8Array(2), writable: true }
				: undefined;
			return {
				uuid: scenario.uuid,
				declaration,
				handle: value,
				properties: scenario.properties,
				descriptors: configuration ? [...descriptors, configuration] : descriptors,
				configuration,
				subscription: scenario.subscription,
				writing: scenario.writing,
				reading: scenario.reading,
				written: undefined,
				source: createValueSource(scenario.value, seed, `${peripheral.name} ${value}`),
				every: scenario.every,
			};
		});
		return { uuid: service.uuid, start, end: handle - 1, characteristics };
	});
}

function hasConfiguration(scenario: CharacteristicScenario): boolean {
	return (scenario.properties & (NOTIFY | INDICATE)) !== 0 && scenario.subscription !== "missing";
}
