/** What a payload says. */
export interface Reading {
	readonly counter: number;
	/** Of a JSON payload. */
	readonly sequence: number | undefined;
	/** When it was captured, in milliseconds since 1970, of a JSON payload; NaN if it says that nobody knows. */
	readonly captured: number | undefined;
}

/** Reads a payload, text or JSON; undefined if it is none of a counter. */
export function readReading(payload: string): Reading | undefined {
	if (/^\d+$/.test(payload))
		return { counter: Number(payload), sequence: undefined, captured: undefined };
	try {
		const { sequence, time, value } = JSON.parse(payload) as { sequence?: unknown; time?: unknown; value?: unknown };
		if (typeof value === "number")
			return { counter: value, sequence: typeof sequence === "number" ? sequence : undefined, captured: Date.parse(String(time)) };
	}
	catch {
		// not JSON either
	}
	return undefined;
}
