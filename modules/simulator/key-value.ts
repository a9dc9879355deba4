/** What was written; it lasts as long as the process does. */
const values = new Map<string, number | string>();

/**
 * The SDK's module `embedded:storage/key-value` (ECMA-419 storage, NVS on the ESP32) as far as the gateway uses it,
 * in RAM: the desktop has none. Not preloaded, since it changes.
 */
export class Storage {
	#domain: string;

	constructor(domain: string) {
		this.#domain = domain;
	}
	/** Undefined if it was never written. */
	read(key: string): number | string | undefined {
		return values.get(`${this.#domain}/${key}`);
	}
	write(key: string, value: number | string): void {
		values.set(`${this.#domain}/${key}`, value);
	}
	close(): void {
	}
}

export default {
	open({ path }: { readonly path: string }): Storage {
		return new Storage(path);
	},
};
