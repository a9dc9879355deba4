import { ProcessMeter } from "./process-meter";

const here = process.platform === "linux" ? test : test.skip;

here("what this process spends is what the kernel says, and its busiest second is no less than the mean", () => {
	const own = process.cpuUsage(), begin = performance.now(), meter = new ProcessMeter(process.pid);
	while (performance.now() < begin + 1_300) {
		for (const end = performance.now() + 20; performance.now() < end;);
		meter.look();
	}
	const { system, user } = process.cpuUsage(own), spent = (system + user) / 1_000;
	expect(Math.abs(meter.spent - spent)).toBeLessThan(50);
	expect(meter.peak).toBeGreaterThan(0.7 * spent / (performance.now() - begin));
	expect(meter.memory).toBeGreaterThan(10_000_000);
});
