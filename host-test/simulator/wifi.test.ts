import WiFi from "../../modules/simulator/wifi";
import { world } from "../../modules/simulator/world";
import { load, pass, SOON } from "./stage";

/** A station that notes what it is told, and its state then. */
function open(): { wifi: WiFi; calls: string[] } {
	const calls: string[] = [];
	const wifi = new WiFi({
		onChanged(property) {
			calls.push(`${property} ${this.connection}`);
		},
	});
	return { wifi, calls };
}

describe("Wi-Fi (wifi-esp32.c)", () => {
	test("joins, then gets an address", () => {
		load({ wifi: { join: 300, address: "10.0.0.7", rssi: -44 } });
		const { wifi, calls } = open();
		expect([wifi.connection, wifi.address, wifi.SSID, wifi.RSSI, wifi.MAC]).toEqual([200, undefined, undefined, undefined, "24:0a:c4:12:34:56"]);
		wifi.connect({ SSID: "home", password: "secret12" });
		expect(wifi.connection).toBe(300);
		pass(299);
		expect(calls).toEqual(["connection 400"]);
		expect(world.wifiUp).toBe(false);
		pass(1);
		expect(calls).toEqual(["connection 400", "connection 500", "address 500"]);
		expect([wifi.address, wifi.SSID, wifi.RSSI]).toEqual(["10.0.0.7", "home", -44]);
		expect(world.wifiUp).toBe(true);
	});
	test("connect while connecting throws", () => {
		load();
		const { wifi } = open();
		wifi.connect({ SSID: "home" });
		expect(() => wifi.connect({ SSID: "home" })).toThrow("already connecting");
	});
	test("a network has a name", () => {
		load();
		expect(() => open().wifi.connect({} as { SSID: string })).toThrow("SSID required");
	});
	test("a join that is refused, or of a network that is not there, goes back to 200", () => {
		load();
		for (const deed of ["wifi-refuse", "wifi-lost"] as const) {
			const { wifi, calls } = open();
			world.perform({ do: deed });
			wifi.connect({ SSID: "home" });
			pass(SOON);
			expect(calls).toEqual(["connection 200"]);
			wifi.close();
		}
	});
	test("a network that is lost is told at once, and can be joined when it is back", () => {
		load();
		const { wifi, calls } = open();
		wifi.connect({ SSID: "home" });
		pass(SOON);
		calls.length = 0;
		world.perform({ do: "wifi-lost" });
		expect(calls).toEqual(["connection 200"]);
		expect([wifi.address, wifi.RSSI, world.wifiUp]).toEqual([undefined, undefined, false]);
		pass(SOON);
		world.perform({ do: "wifi-back" });
		pass(SOON);
		expect(wifi.connection).toBe(200);
		wifi.connect({ SSID: "home" });
		pass(SOON);
		expect(wifi.connection).toBe(500);
	});
	test("one that refuses lets stay who is in", () => {
		load();
		const { wifi } = open();
		wifi.connect({ SSID: "home" });
		pass(SOON);
		world.perform({ do: "wifi-refuse" });
		pass(SOON);
		expect(wifi.connection).toBe(500);
	});
	test("disconnect is not told", () => {
		load();
		const { wifi, calls } = open();
		wifi.connect({ SSID: "home" });
		pass(SOON);
		calls.length = 0;
		wifi.disconnect();
		expect(wifi.connection).toBe(200);
		pass(SOON);
		expect(calls).toEqual([]);
	});
	test("a connect right after a disconnect sees that one's late event", () => {
		load();
		const { wifi, calls } = open();
		wifi.connect({ SSID: "home" });
		pass(SOON);
		calls.length = 0;
		wifi.disconnect();
		wifi.connect({ SSID: "home" });
		pass(SOON);
		expect(calls).toEqual(["connection 200", "connection 400", "connection 500", "address 500"]);
	});
	test("after close nothing is told, and everything but close throws", () => {
		load();
		const { wifi, calls } = open();
		wifi.connect({ SSID: "home" });
		wifi.close();
		wifi.close();
		pass(SOON);
		expect(calls).toEqual([]);
		expect(() => wifi.connection).toThrow(SyntaxError);
		expect(() => wifi.connect({ SSID: "home" })).toThrow(SyntaxError);
	});
	test("a second object knows what the first one did", () => {
		load();
		open().wifi.connect({ SSID: "home" });
		pass(SOON);
		expect(open().wifi.connection).toBe(500);
	});
});
