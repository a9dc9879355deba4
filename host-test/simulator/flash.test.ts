import { FlashStorage } from "../../modules/device/flash-storage";
import { EmulatedFlash } from "../../modules/simulator/emulated-flash";
import partitions, { provideFlash } from "../../modules/simulator/flash";
import { seededRandom } from "../seeded-random";

const zeros = new Uint8Array(4);

beforeEach(() => provideFlash());

describe("embedded:storage/flash, the stand-in", () => {
	test("knows no partition but the journal", () => {
		expect(() => partitions.open({ path: "storage" })).toThrow("can't find partition");
		expect(() => partitions.open({} as never)).toThrow("no path");
	});
	test("refuses a mode that is none", () => {
		expect(() => partitions.open({ path: "journal", mode: "w" })).toThrow("invalid mode");
	});
	test("refuses to change what was opened to read", () => {
		const partition = partitions.open({ path: "journal", mode: "r" });
		expect(() => partition.write(zeros, 0)).toThrow("read-only");
		expect(() => partition.eraseBlock(0, 1)).toThrow("read-only");
	});
	test("refuses what is not in it", () => {
		const partition = partitions.open({ path: "journal" });
		for (const offset of [-4, 262_141, 262_144]) {
			expect(() => partition.read(4, offset)).toThrow("read failed");
			expect(() => partition.write(zeros, offset)).toThrow("write failed");
		}
		for (const [first, end] of [[-1, 1], [64, 65], [63, 65], [7, undefined]])
			expect(() => partition.eraseBlock(first!, end)).toThrow("erase failed");
	});
	test("refuses to set bits", () => {
		const partition = partitions.open({ path: "journal" });
		partition.write(zeros, 8);
		expect(() => partition.write(Uint8Array.of(0, 0, 0, 1), 8)).toThrow("would set bits");
	});
	test("is of no use once closed, and can be closed again", () => {
		const partition = partitions.open({ path: "journal" });
		partition.close();
		partition.close();
		expect(() => partition.status()).toThrow("no host data");
		expect(() => partition.read(4, 0)).toThrow("no host data");
		expect(() => partition.write(zeros, 0)).toThrow("no host data");
		expect(() => partition.eraseBlock(0, 1)).toThrow("no host data");
	});
	test("tells of what provides the flash why there is none, and asks again", () => {
		let problem = "no such file";
		provideFlash(() => {
			throw new Error(problem);
		});
		expect(() => partitions.open({ path: "journal" })).toThrow("no such file");
		problem = "still none";
		expect(() => partitions.open({ path: "journal" })).toThrow("still none");
	});
	test("is as large as the partition on the chip, and erased", () => {
		const partition = partitions.open({ path: "journal" });
		expect(partition.status()).toEqual({ size: 262_144, blockLength: 4_096, blocks: 64 });
		expect(new Uint8Array(partition.read(262_144, 0) as ArrayBuffer).every(byte => byte === 0xff)).toBe(true);
	});
	test("reads into the part of a buffer that a view is of", () => {
		const partition = partitions.open({ path: "journal" });
		const buffer = new Uint8Array(12);
		partition.write(Uint8Array.of(1, 2, 3, 4), 100);
		expect(partition.read(buffer.subarray(4, 8), 100)).toBe(4);
		expect([...buffer]).toEqual([0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0]);
	});
	test("erases the blocks from the first to before the end", () => {
		const partition = partitions.open({ path: "journal" });
		for (let block = 0; block < 4; block++)
			partition.write(zeros, block * 4_096);
		partition.eraseBlock(1, 3);
		const firsts = [0, 1, 2, 3].map(block => new Uint8Array(partition.read(1, block * 4_096) as ArrayBuffer)[0]);
		expect(firsts).toEqual([0, 0xff, 0xff, 0]);
	});
	test("keeps what was written when it is opened again", () => {
		partitions.open({ path: "journal" }).write(zeros, 4);
		expect(new Uint8Array(partitions.open({ path: "journal" }).read(2, 3) as ArrayBuffer)).toEqual(Uint8Array.of(0xff, 0));
	});
	test("is on the flash that it was given, as FlashStorage reads, writes and erases it", () => {
		const flash = new EmulatedFlash({ random: seededRandom(1) });
		provideFlash(() => flash);
		const storage = new FlashStorage("journal");
		const bytes = new Uint8Array(8);
		storage.write(4_096, zeros);
		storage.read(bytes, 4_094);
		expect([...bytes]).toEqual([0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff]);
		storage.eraseBlock(1);
		expect([...flash.content.subarray(4_096, 4_100)]).toEqual([0xff, 0xff, 0xff, 0xff]);
		expect(flash.erases[1]).toBe(1);
	});
});
