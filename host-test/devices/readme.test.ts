import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LIBRARY } from "../../modules/devices/library";
import { textOf } from "../../modules/configuration/layout-texts";
import { ByteText } from "../../modules/text/byte-text";

test("the README has a row for each device, and for no other", () => {
	const text = readFileSync(join(__dirname, "../../modules/devices/README.md"), "utf8"), maker = new ByteText();
	const rows = [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
	// one bit each in BroadcastIntake
	expect(LIBRARY.devices.length).toBeLessThanOrEqual(32);
	expect(rows).toEqual([...LIBRARY.devices].map(device => textOf(LIBRARY, device, maker)).sort());
});
