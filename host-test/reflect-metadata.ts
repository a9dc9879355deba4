/**
 * `@peculiar/x509` injects its dependencies with tsyringe, which insists on the metadata API of `Reflect` when it is
 * loaded. Its classes carry no metadata, so answering "none" is enough. Import this first.
 */
if (!("getMetadata" in Reflect))
	Object.assign(Reflect, { getMetadata: () => undefined, getOwnMetadata: () => undefined, defineMetadata: () => undefined });

export {};
