import { DeviceClock } from "../../modules/device/clock";
import { TimeFloor } from "../../modules/device/time-floor";
import { DeviceTimeSource } from "../../modules/device/time-source";
import { DeviceWiFi } from "../../modules/device/wifi";
import { parseScenario } from "../../modules/simulator/scenario-parser";
import { world } from "../../modules/simulator/world";
import { forgetTime, timeWasSet } from "../moddable/time";

let wifi: DeviceWiFi | undefined;

function setUp(scenario: object = {}) {
	world.load(parseScenario(JSON.stringify({ wifi: { join: 300, address: "10.0.0.7", rssi: -58 }, ...scenario })));
	const story: string[] = [];
	wifi = new DeviceWiFi(new DeviceClock());
	wifi.open({
		onJoined: ({ address, rssi }) => story.push(`joined ${address} ${rssi}`),
		onFailed: reason => story.push(`failed: ${reason}`),
		onLost: () => story.push("lost"),
	});
	return { story, wifi };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => {
	wifi?.close();
	wifi = undefined;
	world.end();
	jest.useRealTimers();
});

describe("DeviceWiFi", () => {
	test("tells once that it has joined, with address and signal", () => {
		const { story, wifi } = setUp();
		wifi.join("net", "password");
		expect(story).toEqual([]);
		jest.advanceTimersByTime(5_000);
		expect(story).toEqual(["joined 10.0.0.7 -58"]);
	});
	test("tells that the network is gone, and can join again", () => {
		const { story, wifi } = setUp();
		wifi.join("net", undefined);
		jest.advanceTimersByTime(1_000);
		world.perform({ do: "wifi-lost" });
		jest.advanceTimersByTime(1_000);
		world.perform({ do: "wifi-back" });
		wifi.join("net", undefined);
		jest.advanceTimersByTime(5_000);
		expect(story).toEqual(["joined 10.0.0.7 -58", "lost", "joined 10.0.0.7 -58"]);
	});
	test("tells that an attempt came to nothing", () => {
		const { story, wifi } = setUp({ events: [{ at: 0, do: "wifi-refuse" }] });
		jest.advanceTimersByTime(10);
		wifi.join("net", "wrong");
		jest.advanceTimersByTime(30_000);
		expect(story).toEqual(["failed: could not be joined: it is not in range, or the password is wrong"]);
	});
	test("joining while the driver still joins is refused with its words, and works afterwards", () => {
		const { story, wifi } = setUp();
		wifi.join("net", "password");
		wifi.join("net", "password");
		jest.advanceTimersByTime(10);
		expect(story).toEqual([expect.stringContaining("already connecting") as string]);
		jest.advanceTimersByTime(5_000);
		wifi.join("net", "password");
		jest.advanceTimersByTime(5_000);
		expect(story.at(-1)).toBe("joined 10.0.0.7 -58");
	});
	test("after leave and close nothing is told", () => {
		const { story, wifi } = setUp();
		wifi.join("net", "password");
		wifi.leave();
		jest.advanceTimersByTime(5_000);
		expect(story).toEqual([]);
	});
	test("knows its MAC address", () => {
		expect(setUp().wifi.mac).toMatch(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
	});
});

describe("DeviceTimeSource", () => {
	const ask = (scenario: object) => {
		const { wifi } = setUp(scenario);
		const answers: (string | null)[] = [];
		const source = new DeviceTimeSource(new DeviceClock(), new TimeFloor(problem => answers.push(problem)));
		wifi.join("net", "password");
		jest.advanceTimersByTime(1_000);
		source.query("time.example", error => answers.push(error));
		expect(answers).toEqual([]);
		return { answers, source };
	};
	test("sets the clock and tells so once", () => {
		const { answers } = ask({ clock: { after: 500 } });
		jest.advanceTimersByTime(60_000);
		expect(answers).toEqual([null]);
		expect(Math.abs(timeWasSet()! - Date.now() / 1_000)).toBeLessThan(120);
	});
	test("a server that does not answer is given up", () => {
		const { answers } = ask({ clock: { never: true } });
		jest.advanceTimersByTime(120_000);
		expect(answers).toEqual(["no answer within 15 s"]);
	});
	test("a server that says an earlier time than the last good one is refused, and the clock not set", () => {
		new TimeFloor(() => {}).raise(Date.now() + 400 * 86_400_000);
		forgetTime();
		const { answers } = ask({ clock: { after: 500 } });
		jest.advanceTimersByTime(60_000);
		expect(answers).toEqual([expect.stringMatching(/^says 20\d\d-.*, which is before 20\d\d-.*: refused$/) as string]);
		expect(timeWasSet()).toBeUndefined();
	});
	test("a query that was cancelled stays silent", () => {
		const { answers, source } = ask({ clock: { after: 500 } });
		source.cancel();
		jest.advanceTimersByTime(60_000);
		expect(answers).toEqual([]);
	});
});
