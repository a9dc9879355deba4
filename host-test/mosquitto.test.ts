import { connectAsync } from "mqtt";
import { Authority } from "./authority";
import { Mosquitto } from "./mosquitto";

const described = Mosquitto.installed ? describe : describe.skip;

described("a real mosquitto", () => {
	let broker: Mosquitto, authority: Authority;

	beforeAll(async () => {
		authority = await Authority.create();
		const identity = await authority.issue({ names: ["localhost"], addresses: ["127.0.0.1"] });
		broker = await Mosquitto.start({ identity, users: { gateway: "secret:of mine" } });
	});
	afterAll(() => broker.close());

	function open(password: string) {
		return connectAsync(`mqtts://127.0.0.1:${broker.port}`, { ca: authority.certificate, username: "gateway", password, reconnectPeriod: 0 });
	}

	test("takes the right password over TLS", async () => {
		const client = await open("secret:of mine");
		expect(client.connected).toBe(true);
		await client.endAsync();
	});
	test("refuses a wrong one", async () => {
		await expect(open("wrong")).rejects.toThrow(/not authorized/i);
	});
	test("comes back on the same port after it was killed", async () => {
		const client = await open("secret:of mine");
		const lost = new Promise<void>(resolve => client.once("close", () => resolve()));
		await broker.kill();
		await lost;
		await expect(open("secret:of mine")).rejects.toThrow(/ECONNREFUSED/);
		await broker.restart();
		await (await open("secret:of mine")).endAsync();
	});
});

(Mosquitto.installed ? test : test.skip)("a mosquitto that can't start says why", async () => {
	await expect(Mosquitto.start({ settings: ["nonsense true"] })).rejects.toThrow(/nonsense/);
});
