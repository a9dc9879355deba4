import { once } from "node:events";
import { Drip } from "./drip";

test("passes every byte, in order, each by itself", async () => {
	const drip = new Drip(), chunks: Buffer[] = [];
	drip.on("data", (chunk: Buffer) => chunks.push(chunk));
	drip.write("one ");
	drip.end("two");
	await once(drip, "end");
	expect(chunks.map(String)).toEqual([..."one two"]);
});
