import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MODULES_BUDGET } from "../xs/image";
import { parsePartitionTable } from "./partition-table";

const PROJECT = join(__dirname, "..", "..");
const FLASH = 4 * 1024 * 1024;
/** What the bootloader and the table itself take. */
const BEGIN = 0x9000;
const SECTOR = 0x1000;
/** Of an app partition's offset. */
const APP_ALIGNMENT = 0x10000;
/** Bytes of a release image beside the modules (estimated, see host-test/xs/image.ts), and what a debug build has more, at most. */
const REST = 1_020_000, DEBUG = 300_000;
/** Of two slots in that flash, which an update over the air needs. */
const HALF = 0x1d0000;

const text = readFileSync(join(PROJECT, "modules/device/partitions.csv"), "utf8");
const partitions = parsePartitionTable(text);
const apps = partitions.filter(({ type }) => type === "app");

describe("parsePartitionTable", () => {
	test("refuses a size that is none", () => {
		expect(() => parsePartitionTable("# x\njournal, data, undefined, 0x1000, large")).toThrow('"large" is not a number of bytes');
		expect(() => parsePartitionTable("journal, data, undefined, , 0x1000")).toThrow('"" is not a number of bytes');
	});
});

describe("modules/device/partitions.csv", () => {
	test("is the table that the manifest names", () => {
		const { platforms } = JSON.parse(readFileSync(join(PROJECT, "manifest.json"), "utf8"));
		expect(platforms.esp32.build.PARTITIONS_FILE).toBe("./modules/device/partitions.csv");
	});
	test("has no partition over another, in their order, within the flash", () => {
		let end = BEGIN;
		for (const { label, offset, size } of partitions) {
			expect({ label, free: offset >= end }).toEqual({ label, free: true });
			expect({ label, size: size > 0 }).toEqual({ label, size: true });
			end = offset + size;
		}
		expect(end).toBeLessThanOrEqual(FLASH);
	});
	test("is aligned: whole sectors, and apps as the memory mapping wants them", () => {
		for (const { label, type, offset, size } of partitions)
			expect({ label, rest: [offset % (type === "app" ? APP_ALIGNMENT : SECTOR), size % SECTOR] }).toEqual({ label, rest: [0, 0] });
	});
	test("has labels that ESP-IDF takes, each once", () => {
		const labels = partitions.map(({ label }) => label);
		expect(new Set(labels).size).toBe(labels.length);
		expect(labels.filter(label => !/^\w{1,15}$/.test(label))).toEqual([]);
	});
	test("has nothing that ESP-IDF would take for a variable of the environment", () => {
		expect(text).not.toMatch(/[$%]/);
	});
	test("has a journal of 64 blocks at least, which nothing else takes for its own, not encrypted", () => {
		const journal = partitions.find(({ label }) => label === "journal")!;
		expect(journal).toMatchObject({ type: "data", subtype: "undefined", flags: "" });
		expect(journal.size).toBeGreaterThanOrEqual(0x40000);
	});
	test("has a slot with room for a debug build", () => {
		expect(apps.map(({ subtype }) => subtype)).toEqual(["factory"]);
		expect(apps[0]!.size).toBeGreaterThan(REST + MODULES_BUDGET + DEBUG);
	});
	test("could have two slots with room for a release build", () => {
		expect(HALF).toBeGreaterThan(REST + MODULES_BUDGET);
	});
	test("has the room that the Wi-Fi and the key-value storage need", () => {
		expect(partitions.find(({ subtype }) => subtype === "nvs")!.size).toBeGreaterThanOrEqual(0x3000);
		expect(partitions.find(({ subtype }) => subtype === "phy")!.size).toBe(0x1000);
	});
});
