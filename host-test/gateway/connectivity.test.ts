import { Connectivity } from "../../modules/gateway/connectivity";
import { Log } from "../../modules/text/log";
import type { TimeSource, WiFiEvents, WiFiStation } from "../../modules/gateway/network";
import { ManualClock } from "../manual-clock";

class FakeStation implements WiFiStation {
	events!: WiFiEvents;
	readonly calls: string[] = [];
	readonly status = undefined;
	open(events: WiFiEvents): void {
		this.events = events;
	}
	join(ssid: string, password: string | undefined): void {
		this.calls.push(`join ${ssid} ${password}`);
	}
	leave(): void {
		this.calls.push("leave");
	}
	close(): void {
		this.calls.push("close");
	}
}

class FakeTimeSource implements TimeSource {
	done: ((error: string | null) => void) | undefined;
	asked = 0;
	query(_host: string, done: (error: string | null) => void): void {
		this.asked++;
		this.done = done;
	}
	cancel(): void {
		this.done = undefined;
	}
}

function setUp(needsTime = true) {
	const clock = new ManualClock();
	const lines: string[] = [];
	const network: string[] = [];
	const wifi = new FakeStation();
	const time = new FakeTimeSource();
	const connectivity = new Connectivity({
		clock, wifi, time, needsTime,
		random: () => 0.5,
		log: new Log(clock, line => lines.push(line)),
		ssid: "net", password: "secret word", sntp: "time.example",
		onUp: () => network.push("up"),
		onDown: () => network.push("down"),
	});
	connectivity.start();
	const join = () => wifi.events.onJoined({ address: "10.0.0.7", rssi: -58 });
	const answer = () => {
		clock.time = 1_800_000_000_000;
		time.done!(null);
	};
	return { answer, clock, connectivity, join, lines, network, time, wifi };
}

describe("Connectivity", () => {
	test("the broker waits for Wi-Fi and then for the time", () => {
		const { answer, join, network } = setUp();
		expect(network).toEqual([]);
		join();
		expect(network).toEqual([]);
		answer();
		expect(network).toEqual(["up"]);
	});
	test("says that TLS waits for the time, and what it asks", () => {
		const { join, lines } = setUp();
		join();
		expect(lines.slice(-3).map(line => line.slice(10))).toEqual([
			"wifi   joined net as 10.0.0.7, signal -58 dBm",
			"time   the broker's certificate can't be checked before the time is known: TLS waits for it",
			"time   asking time.example for the time",
		]);
	});
	test("without TLS the broker does not wait for the time", () => {
		const { join, network, time } = setUp(false);
		join();
		expect(network).toEqual(["up"]);
		expect(time.asked).toBe(1);
	});
	test("a time server that does not answer is asked again, with the reason on the console", () => {
		const { answer, clock, join, lines, network, time } = setUp();
		join();
		time.done!("no answer within 15 s");
		expect(lines.at(-1)).toContain("WARNING time.example: no answer within 15 s; next attempt in 1.5 s, TLS waits for it");
		clock.advance(1_500);
		expect(time.asked).toBe(2);
		answer();
		expect(network).toEqual(["up"]);
	});
	test("a join that fails is tried again with growing delays", () => {
		const { clock, lines, wifi } = setUp();
		for (const delay of [1_500, 2_500, 4_500]) {
			wifi.events.onFailed("wrong password");
			expect(lines.at(-1)).toContain("WARNING net: wrong password; next attempt in");
			const before = wifi.calls.length;
			clock.advance(delay - 1);
			expect(wifi.calls).toHaveLength(before);
			clock.advance(1);
			expect(wifi.calls).toHaveLength(before + 1);
		}
	});
	test("a join that never ends is given up after 20 seconds", () => {
		const { clock, lines, wifi } = setUp();
		clock.advance(20_000);
		expect(wifi.calls).toEqual(["join net secret word", "leave"]);
		expect(lines.at(-1)).toContain("no address within 20 s");
	});
	test("when Wi-Fi goes the broker is told once, and again when it is back; the time is known by then", () => {
		const { answer, clock, join, network, wifi } = setUp();
		join();
		answer();
		wifi.events.onLost();
		expect(network).toEqual(["up", "down"]);
		clock.advance(60_000);
		join();
		expect(network).toEqual(["up", "down", "up"]);
	});
	test("an answer about the time that comes after Wi-Fi went is not taken for a network", () => {
		const { join, network, time, wifi } = setUp();
		join();
		const { done } = time;
		wifi.events.onLost();
		done!(null);
		expect(network).toEqual([]);
	});
	test("the time is asked for again every day", () => {
		const { answer, clock, join, time } = setUp();
		join();
		answer();
		clock.advance(24 * 3_600_000);
		expect(time.asked).toBe(2);
	});
	test("never tells the password", () => {
		const { answer, join, lines, wifi } = setUp();
		wifi.events.onFailed("wrong");
		join();
		answer();
		expect(lines.join("\n")).not.toContain("secret");
	});
	test("close leaves no alarm", () => {
		const { answer, clock, connectivity, join, wifi } = setUp();
		join();
		answer();
		connectivity.close();
		expect([clock.pending, wifi.calls.at(-1)]).toEqual([0, "close"]);
	});
});
