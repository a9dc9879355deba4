import { Mosquitto } from "../mosquitto";
import { tryCrowd } from "./trial";

const here = process.platform === "linux" && Mosquitto.installed ? test : test.skip;

here("gateways whose delays are the same come back together, later than they could, and nothing is lost", async () => {
	const result = await tryCrowd({ gateways: 5, jitter: false, seed: 1, outage: 2_000 });
	expect(result).toMatchObject({ lost: 0, start: { peak: 5 }, peak: 5 });
	expect(result.seconds.reduce((sum, count) => sum + count, 0)).toBe(5);
	// tries after 1.5 s and 2.5 s more: the broker is back after 2 s
	expect(result.all).toBeGreaterThan(1_000);
	expect(result.backlog).toBeGreaterThanOrEqual(5);
	expect(result.taken).toBeGreaterThanOrEqual(5 * 7);
}, 60_000);
