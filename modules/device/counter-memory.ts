import storage from "embedded:storage/key-value";
import type { CounterMemory } from "../reading/counter-memory";

const DOMAIN = "gattway-air";

/** How far senders with a bind key have counted, in the ESP32's key-value storage (NVS). */
export class StoredCounterMemory implements CounterMemory {
	private _report: (problem: string) => void;

	/** `report` gets what keeps the storage from working, for people; counters are good for this run only then. */
	constructor(report: (problem: string) => void) {
		this._report = report;
	}
	recall(sender: string): number | undefined {
		try {
			const values = storage.open({ path: DOMAIN, mode: "r+", format: "uint32" });
			const counter = values.read(sender);
			values.close();
			return counter === undefined ? undefined : Number(counter);
		}
		catch (error) {
			this._report(`how far senders have counted could not be read from flash ("${error}"): what was recorded before this start is believed once`);
			return undefined;
		}
	}
	keep(sender: string, counter: number): void {
		try {
			const values = storage.open({ path: DOMAIN, mode: "r+", format: "uint32" });
			values.write(sender, counter);
			values.close();
		}
		catch (error) {
			this._report(`how far senders have counted could not be kept in flash ("${error}")`);
		}
	}
}
