const resources = new Map<string, Uint8Array>();

/**
 * The SDK's module `Resource` (modules/files/resource): bytes from flash by name. Here `registerResource` puts them
 * there. On the chip they are read-only; here writing to them is not noticed.
 */
export default class Resource extends ArrayBuffer {
	static override get [Symbol.species](): ArrayBufferConstructor {
		return ArrayBuffer;
	}
	/** @throws URIError if there is no resource of that name */
	constructor(path: string) {
		const bytes = resources.get(path);
		if (!bytes)
			throw new URIError(`Resource not found: ${path}`);
		super(bytes.length);
		new Uint8Array(this).set(bytes);
	}
	static exists(path: string): boolean {
		return resources.has(path);
	}
	/** A copy of the bytes from `begin` to before `end`; unlike those of an ArrayBuffer, neither counts from the end. */
	override slice(begin = 0, end = this.byteLength): ArrayBuffer {
		const start = Math.max(0, begin);
		return super.slice(start, Math.max(start, end));
	}
}

/** Makes `bytes`, or text in UTF-8, the resource `name`. */
export function registerResource(name: string, bytes: Uint8Array | string): void {
	resources.set(name, typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes);
}

/** Forgets every resource. */
export function forgetResources(): void {
	resources.clear();
}

/*
 * What XS adds to the language and this project uses (xs/sources/xsString.c, xsDataView.c). Invalid UTF-8 is a
 * TypeError there as well.
 */
Object.defineProperties(String, {
	fromArrayBuffer: {
		configurable: true,
		writable: true,
		value(buffer: ArrayBuffer, offset = 0, length = buffer.byteLength - offset): string {
			try {
				return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(new Uint8Array(buffer, offset, length));
			}
			catch {
				throw new TypeError("invalid UTF-8");
			}
		},
	},
});
Object.defineProperties(ArrayBuffer, {
	fromString: {
		configurable: true,
		writable: true,
		value(text: string): ArrayBuffer {
			return Uint8Array.from(new TextEncoder().encode(text)).buffer;
		},
	},
});
