import { findMisspelling } from "../../modules/configuration/misspelling";

const KNOWN = ["ssid", "password", "pass", "user", "clientId", "keepAlive", "log", "peripherals"];

describe("findMisspelling", () => {
	test.each(["file", "tls", "led", "id", "spi", "i2c", "", "dst", "timezone", "passphrase", "startupSound"])("%j is somebody else's", key => {
		expect(findMisspelling(key, KNOWN)).toBeUndefined();
	});
	test.each([
		["SSID", "ssid"], ["sssid", "ssid"], ["sisd", "ssid"], ["passwrod", "password"], ["passwd", "password"], ["usr", "user"],
		["keepalive", "keepAlive"], ["keep-alive", "keepAlive"], ["client_id", "clientId"], ["peripheral", "peripherals"], ["lgo", "log"],
	])("%j is meant for %s", (key, meant) => {
		expect(findMisspelling(key, KNOWN)).toBe(meant);
	});
});
