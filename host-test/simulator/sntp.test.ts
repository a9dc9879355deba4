import SNTP from "../../modules/simulator/sntp";
import WiFi from "../../modules/simulator/wifi";
import { world } from "../../modules/simulator/world";
import { load, pass } from "./stage";

type Call = [number, (number | string)?];

function ask(calls: Call[], host?: () => string | undefined): SNTP {
	return new SNTP({ host: "pool.ntp.org" }, (message, value) => {
		calls.push(value === undefined ? [message] : [message, value]);
		return message === SNTP.error ? host?.() : undefined;
	});
}

function join(): void {
	new WiFi().connect({ SSID: "home" });
	pass(1_000);
}

describe("SNTP (sntp.js)", () => {
	test("tells the time in whole seconds since 1970, once", () => {
		load({ clock: { after: 200 } });
		jest.setSystemTime(1_718_000_000_500);
		join();
		const calls: Call[] = [];
		ask(calls);
		expect(calls).toEqual([]);
		pass(199);
		expect(calls).toEqual([]);
		pass(60_000);
		expect(calls).toEqual([[SNTP.time, 1_718_000_001]]);
	});
	test("without Wi-Fi the name can't be resolved", () => {
		load();
		const calls: Call[] = [];
		ask(calls);
		pass(60_000);
		expect(calls).toEqual([[SNTP.error, "cannot resolve pool.ntp.org"]]);
	});
	test("a server that never answers is asked five times", () => {
		load({ clock: { never: true } });
		join();
		const calls: Call[] = [];
		ask(calls);
		pass(60_000);
		expect(calls).toEqual([[SNTP.retry], [SNTP.retry], [SNTP.retry], [SNTP.retry], [SNTP.error, "no response from SNTP server"]]);
	});
	test("an answer while Wi-Fi is away is lost, the next one arrives", () => {
		load({ clock: { after: 200 } });
		join();
		const calls: Call[] = [];
		ask(calls);
		pass(100);
		world.wifiUp = false;
		pass(4_000);
		world.wifiUp = true;
		pass(60_000);
		expect(calls.map(([message]) => message)).toEqual([SNTP.retry, SNTP.time]);
	});
	test("after an error it goes on with the host that the callback returns", () => {
		load();
		const calls: Call[] = [];
		ask(calls, () => calls.length === 1 ? "time.google.com" : undefined);
		pass(60_000);
		expect(calls).toEqual([[SNTP.error, "cannot resolve pool.ntp.org"], [SNTP.error, "cannot resolve time.google.com"]]);
	});
	test("after close it is silent", () => {
		load();
		join();
		const calls: Call[] = [];
		ask(calls).close();
		pass(60_000);
		expect(calls).toEqual([]);
	});
});
