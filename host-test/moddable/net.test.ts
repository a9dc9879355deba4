import Net from "./net";

function resolve(name: string): Promise<[string, string | undefined]> {
	return new Promise(done => Net.resolve(name, (asked, address) => done([asked, address])));
}

describe("net", () => {
	test("resolves names and addresses, later", async () => {
		await expect(Promise.all([resolve("localhost"), resolve("127.0.0.2")])).resolves
			.toEqual([["localhost", "127.0.0.1"], ["127.0.0.2", "127.0.0.2"]]);
	});
	test("a name that has no address brings undefined", async () => {
		await expect(resolve("nowhere.invalid")).resolves.toEqual(["nowhere.invalid", undefined]);
	});
	test("knows the MAC address of the simulated station", () => {
		expect(Net.get("MAC")).toBe("24:0A:C4:12:34:56");
		expect(Net.get("SSID")).toBeUndefined();
	});
});
