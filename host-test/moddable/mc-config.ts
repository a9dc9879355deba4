type Config = Record<string, unknown>;

let values: Config = Object.freeze({});

function freeze(value: unknown): void {
	if (typeof value !== "object" || value === null || Object.isFrozen(value))
		return;
	Object.freeze(value);
	for (const member of Object.values(value))
		freeze(member);
}

/**
 * The SDK's module `mc/config`: the `config` object of the manifest, frozen. Here `setConfig` decides what it holds;
 * writing to it throws a TypeError, as on XS.
 */
const config = new Proxy<Config>({}, {
	get: (_, key) => Reflect.get(values, key),
	has: (_, key) => Reflect.has(values, key),
	ownKeys: () => Reflect.ownKeys(values),
	getOwnPropertyDescriptor(_, key) {
		const descriptor = Reflect.getOwnPropertyDescriptor(values, key);
		return descriptor && { ...descriptor, configurable: true };
	},
	set: () => false,
	defineProperty: () => false,
	deleteProperty: () => false,
});

export default config;

/** Replaces the configuration by a frozen copy of `next`. For the host runner, before main starts, and for tests. */
export function setConfig(next: Config): void {
	const copy = structuredClone(next);
	freeze(copy);
	values = copy;
}
