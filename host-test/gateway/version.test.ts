import { readFileSync } from "node:fs";
import { join } from "node:path";
import { VERSION } from "../../modules/gateway/version";
import { ChipHealth } from "../../modules/device/chip-health";

const ROOT = join(__dirname, "../..");

test("the firmware's version is that of package.json, and the SDK's the one that the tests on XS want", () => {
	expect(VERSION).toBe((JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string }).version);
	expect(readFileSync(join(ROOT, "host-test/xs/sdk.ts"), "utf8")).toContain(`VERSION = "${new ChipHealth().sdk}"`);
});
