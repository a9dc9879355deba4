/** The SDK's key-value storage, which @moddable/typings 5.6.0 does not declare yet. */
declare module "embedded:storage/key-value" {
	const KeyValueStorage: {
		open(options: { path: string; mode?: "r" | "r+"; format?: "uint32" | "string" }): {
			/** Undefined if it was never written. */
			read(key: string): unknown;
			write(key: string, value: number | string): void;
			close(): void;
		};
	};
	export default KeyValueStorage;
}
