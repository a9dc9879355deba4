import storage from "embedded:storage/key-value";
import { StoredDeviceMemory } from "../../modules/device/device-memory";

const A = "a4:c1:38:00:00:0a";

afterEach(() => jest.restoreAllMocks());

describe("StoredDeviceMemory", () => {
	test("gives what was kept, under its key alone, and nothing else", () => {
		const memory = new StoredDeviceMemory(() => {});
		memory.keep("d1", A);
		expect([memory.recall("d1"), memory.recall("d2")]).toEqual([A, undefined]);
	});
	test("what is no address counts as nothing", () => {
		const memory = new StoredDeviceMemory(() => {});
		memory.keep("d3", "a4:c1");
		expect(memory.recall("d3")).toBeUndefined();
	});
	test("a storage that fails is told, and stops nothing", () => {
		jest.spyOn(storage, "open").mockImplementation(() => {
			throw new Error("no free page");
		});
		const problems: string[] = [];
		const memory = new StoredDeviceMemory(problem => problems.push(problem));
		memory.keep("d4", A);
		expect(memory.recall("d4")).toBeUndefined();
		expect(problems).toEqual([expect.stringContaining("could not be kept in flash (\"Error: no free page\")"), expect.stringContaining("could not be read from flash")]);
	});
});
