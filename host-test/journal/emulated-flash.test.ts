import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ERASE_STEPS, EmulatedFlash, PowerLoss } from "../../modules/simulator/emulated-flash";
import { seededRandom } from "../seeded-random";
import { FileFlash } from "./emulated-flash";

const GEOMETRY = Object.freeze({ blockLength: 256, blocks: 4, writeAlign: 4 });

function newFlash(): EmulatedFlash {
	return new EmulatedFlash({ ...GEOMETRY, random: seededRandom(1) });
}

describe("EmulatedFlash", () => {
	test("refuses to set a bit", () => {
		const flash = newFlash();
		flash.write(0, Uint8Array.of(1, 2, 3, 4));
		expect(() => flash.write(0, Uint8Array.of(1, 2, 3, 5))).toThrow("would set bits");
	});
	test("clears further bits of what was written", () => {
		const flash = newFlash();
		flash.write(0, Uint8Array.of(1, 2, 3, 4));
		flash.write(0, Uint8Array.of(1, 0, 2, 0));
		expect([...flash.content.subarray(0, 5)]).toEqual([1, 0, 2, 0, 0xff]);
	});
	test("refuses a write that is not aligned", () => {
		expect(() => newFlash().write(2, new Uint8Array(4))).toThrow("not aligned");
		expect(() => newFlash().write(4, new Uint8Array(3))).toThrow("not aligned");
	});
	test("refuses what is not in it", () => {
		expect(() => newFlash().write(1024, new Uint8Array(4))).toThrow(RangeError);
		expect(() => newFlash().read(new Uint8Array(4), 1022)).toThrow(RangeError);
		expect(() => newFlash().eraseBlock(4)).toThrow(RangeError);
	});
	test("refuses to erase a part of a block", () => {
		expect(() => newFlash().eraseBlock(0.5)).toThrow(RangeError);
	});
	test("erases a block and counts it", () => {
		const flash = newFlash();
		flash.write(252, new Uint8Array(8));
		flash.eraseBlock(1);
		expect([...flash.content.subarray(250, 262)]).toEqual([0xff, 0xff, 0, 0, 0, 0, ...Array(6).fill(0xff)]);
		expect([...flash.erases]).toEqual([0, 1, 0, 0]);
	});
	test("a write that is cut leaves the bytes before the cut, and nothing after it", () => {
		const flash = newFlash();
		flash.cutAfter(5);
		expect(() => flash.write(0, new Uint8Array(12))).toThrow(PowerLoss);
		expect([...flash.content.subarray(0, 5)]).toEqual([0, 0, 0, 0, 0]);
		expect([...flash.content.subarray(6, 12)]).toEqual(Array(6).fill(0xff));
	});
	test("a scattered tear leaves any of the bytes of the page", () => {
		const flash = newFlash();
		flash.cutAfter(1, "scattered");
		expect(() => flash.write(0, new Uint8Array(200))).toThrow(PowerLoss);
		const zeros = flash.content.subarray(0, 200).filter(byte => byte === 0).length;
		expect(zeros).toBeGreaterThan(50);
		expect(zeros).toBeLessThan(150);
	});
	test("an erase that is cut leaves a mix of old and new", () => {
		const flash = newFlash();
		flash.write(0, new Uint8Array(256));
		flash.cutAfter(ERASE_STEPS / 2);
		expect(() => flash.eraseBlock(0)).toThrow(PowerLoss);
		const block = flash.content.subarray(0, 256);
		expect(block.some(byte => byte === 0)).toBe(true);
		expect(block.some(byte => byte !== 0)).toBe(true);
	});
	test("does nothing without power", () => {
		const flash = newFlash();
		flash.cutAfter(0);
		expect(() => flash.eraseBlock(0)).toThrow(PowerLoss);
		expect(() => flash.read(new Uint8Array(1), 0)).toThrow("no power");
		flash.restorePower();
		flash.read(new Uint8Array(1), 0);
	});
});

describe("FileFlash", () => {
	let folder: string;
	beforeEach(() => folder = mkdtempSync(join(tmpdir(), "flash-")));
	afterEach(() => rmSync(folder, { recursive: true }));

	test("what was written is there in the next run, without being closed", () => {
		const path = join(folder, "flash");
		const first = new FileFlash(path, { ...GEOMETRY, random: seededRandom(1) });
		first.write(0, new Uint8Array(300));
		first.eraseBlock(0);
		const second = new FileFlash(path, { ...GEOMETRY, random: seededRandom(1) });
		expect([second.content[0], second.content[256], second.content[299], second.content[300]]).toEqual([0xff, 0, 0, 0xff]);
		first.close();
		second.close();
	});
	test("takes an empty file for erased flash", () => {
		const path = join(folder, "flash");
		writeFileSync(path, "");
		const flash = new FileFlash(path, { ...GEOMETRY, random: seededRandom(1) });
		flash.close();
		expect(readFileSync(path).equals(Buffer.alloc(1024, 0xff))).toBe(true);
	});
	test("refuses a file of another size", () => {
		const path = join(folder, "flash");
		writeFileSync(path, "not a flash");
		expect(() => new FileFlash(path, { ...GEOMETRY, random: seededRandom(1) })).toThrow("11 bytes");
	});
});
