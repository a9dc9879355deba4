/** As the SDK declares it (typings/embedded/storage/flash.d.ts, 8.2); @moddable/typings 5.6.0 does not have it yet. */
declare module "embedded:storage/flash" {
	export interface FlashOpenOptions {
		/** Label of the partition. */
		path: string;
		mode?: "r" | "r+";
	}
	/** On the ESP32 without `writeAlign` and `eraseValue`. */
	export interface FlashStatus {
		size: number;
		blockLength: number;
		blocks: number;
		writeAlign?: number;
		eraseValue?: number;
	}
	export interface Flash {
		close(): void;
		eraseBlock(start: number, end?: number): void;
		read(byteLength: number, byteOffset: number): ArrayBuffer;
		read(buffer: ArrayBuffer | ArrayBufferView, byteOffset: number): number;
		write(buffer: ArrayBuffer | ArrayBufferView, byteOffset: number): void;
		status(): FlashStatus;
	}
	const FlashStorage: {
		open(options: FlashOpenOptions): Flash;
		[Symbol.iterator](): IterableIterator<string>;
	};
	export default FlashStorage;
}
