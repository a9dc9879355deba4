import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CLIENT_STATEMENTS, describeEvidence } from "./client-statements";

const ROOT = join(__dirname, "../..");
const tests = CLIENT_STATEMENTS.flatMap(({ evidence, id }) => "test" in evidence ? [{ id, ...evidence }] : []);

test.each(tests)("MQTT-$id is shown by a test that there is: $file, $test", ({ file, test: title }) => {
	expect(readFileSync(join(ROOT, "host-test", file), "utf8")).toContain(`"${title}"`);
});
test("the broker's README has a row for each statement, as it is seen", () => {
	const rows = readFileSync(join(ROOT, "modules/broker/README.md"), "utf8").split("\n").filter(line => line.startsWith("| MQTT-"));
	expect(rows).toEqual(CLIENT_STATEMENTS.map(({ asks, evidence, id }) => `| MQTT-${id} | ${asks} | ${describeEvidence(evidence)} |`));
});
