import config, { setConfig } from "./mc-config";

afterEach(() => setConfig({}));

describe("mc/config", () => {
	test("has what was set, and nothing from before", () => {
		setConfig({ old: 1 });
		setConfig({ ssid: "home", scan: { window: 30 } });
		expect({ ...config }).toEqual({ ssid: "home", scan: { window: 30 } });
		expect("old" in config).toBe(false);
		expect(config.old).toBeUndefined();
	});
	test("is frozen through and through", () => {
		setConfig({ scan: { window: 30 } });
		expect(() => {
			config.ssid = "other";
		}).toThrow(TypeError);
		expect(() => {
			(config.scan as { window: number }).window = 1;
		}).toThrow(TypeError);
	});
	test("does not follow the object it was set from", () => {
		const values = { ssid: "home" };
		setConfig(values);
		values.ssid = "other";
		expect(config.ssid).toBe("home");
	});
});
