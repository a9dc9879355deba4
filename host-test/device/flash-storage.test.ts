import type * as module from "../../modules/device/flash-storage";

const calls: unknown[][] = [];
let status: object;

jest.mock("embedded:storage/flash", () => ({
	__esModule: true,
	default: {
		open(options: object) {
			calls.push(["open", options]);
			return {
				status: () => status,
				read: (buffer: Uint8Array, offset: number) => calls.push(["read", buffer, offset]),
				write: (buffer: Uint8Array, offset: number) => calls.push(["write", buffer, offset]),
				eraseBlock: (start: number, end?: number) => calls.push(["eraseBlock", start, end]),
				close: () => calls.push(["close"])
			};
		}
	}
}));
// only now that the SDK's module has its stand-in
const { FlashStorage } = jest.requireActual<typeof module>("../../modules/device/flash-storage");

beforeEach(() => {
	calls.length = 0;
	status = { size: 262_144, blockLength: 4096, blocks: 64 };
});

describe("FlashStorage", () => {
	test("opens the partition to read and write, aligned to words where the SDK does not say", () => {
		const { blockLength, blocks, writeAlign } = new FlashStorage("journal");
		expect([blockLength, blocks, writeAlign]).toEqual([4096, 64, 4]);
		expect(calls).toEqual([["open", { path: "journal", mode: "r+" }]]);
	});
	test("names both ends of what it erases", () => {
		new FlashStorage("journal").eraseBlock(7);
		expect(calls[1]).toEqual(["eraseBlock", 7, 8]);
	});
	test("reads into the buffer and writes from it", () => {
		const flash = new FlashStorage("journal");
		const bytes = new Uint8Array(8);
		flash.read(bytes, 256);
		flash.write(512, bytes);
		expect(calls.slice(1)).toEqual([["read", bytes, 256], ["write", bytes, 512]]);
	});
	test("refuses flash that is erased to zeros", () => {
		status = { ...status, eraseValue: 0 };
		expect(() => new FlashStorage("journal")).toThrow("partition journal: erased bytes read 0");
		expect(calls.at(-1)).toEqual(["close"]);
	});
});
