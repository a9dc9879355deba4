import Instrumentation from "instrumentation";
import type { Health, MemoryUse } from "../gateway/health";
import { ChipCalls } from "./chip-calls";

/** By esp_reset_reason_t (esp_system.h), as far as a plain ESP32 has them. */
const REASONS = Object.freeze(["unknown", "power on", "external pin", "restart", "panic", "interrupt watchdog", "task watchdog", "watchdog", "deep sleep", "brownout"]);
const NAMES = Object.freeze(["XS Slot Heap Used", "XS Chunk Heap Used", "XS Stack Used"] as const);
const SLOTS = 0, CHUNKS = 1, STACK = 2;

/** What chip and engine say. */
export class ChipHealth implements Health {
	/** As in host-test/xs/sdk.ts. */
	readonly sdk = "8.2.3";
	private _calls = new ChipCalls();
	private _most = new Uint32Array(NAMES.length);

	get resetReason(): string {
		return REASONS[this._calls.resetReason] ?? "unknown";
	}
	get heapFree(): number {
		return this._calls.heapFree;
	}
	get heapLeast(): number {
		return this._calls.heapLeast;
	}
	get heapLargest(): number {
		return this._calls.heapLargest;
	}
	sample(): void {
		for (let kind = 0; kind < NAMES.length; kind++)
			this._most[kind] = Math.max(this._most[kind]!, measure(kind) ?? 0);
	}
	get slots(): MemoryUse | undefined {
		return this.use(SLOTS);
	}
	get chunks(): MemoryUse | undefined {
		return this.use(CHUNKS);
	}
	get stack(): MemoryUse | undefined {
		return this.use(STACK);
	}
	private use(kind: number): MemoryUse | undefined {
		const used = measure(kind);
		return used === undefined ? undefined : { used, most: Math.max(used, this._most[kind]!) };
	}
}

const measure = (kind: number): number | undefined => {
	const index = Instrumentation.map(NAMES[kind]!);
	return index === undefined ? undefined : Instrumentation.get(index);
};
