/** Bytes of one of XS's memories. */
export interface MemoryUse {
	readonly used: number;
	/** The most of which is known, since start. */
	readonly most: number;
}

/** What the chip and the engine say about themselves. */
export interface Health {
	/** Version of the SDK that the firmware was built with. */
	readonly sdk: string;
	/** Why the chip started. */
	readonly resetReason: string;
	/** Bytes of the chip's heap: free now, the least that ever were, the largest block. */
	readonly heapFree: number;
	readonly heapLeast: number;
	readonly heapLargest: number;
	/** Looks, so that the next three know. To be called every minute. */
	sample(): void;
	/** Undefined in a release build, which does not count. Garbage that was not collected yet is in use. */
	readonly slots: MemoryUse | undefined;
	readonly chunks: MemoryUse | undefined;
	readonly stack: MemoryUse | undefined;
}
