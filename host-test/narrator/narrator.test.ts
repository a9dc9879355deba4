import type { Dissection } from "./dissector";
import { Narrator } from "./narrator";

const RECORD: Dissection = {
	kind: "record", bytes: new Uint8Array(9), direction: "received", type: "Handshake", cover: "clear",
	messages: [{ name: "ServerHelloDone", length: 4, entries: [{ text: "outer", entries: [{ text: "inner" }] }] }],
};

function narrate(colored: boolean): string {
	let text = "";
	const narrator = new Narrator(part => { text += part; }, colored);
	narrator.connection("TCP: FIN", "sent", 1.25);
	narrator.record(RECORD, 1234.56);
	narrator.verdict("fine");
	return text;
}

describe("Narrator", () => {
	it("puts time, direction and texts into columns", () => {
		expect(narrate(false)).toBe([
			"     1.3 ms  → broker  TCP: FIN",
			"  1234.6 ms  ← broker  ServerHelloDone, 4 bytes in a record of 9",
			"                         outer",
			"                           inner",
			"             gateway   fine",
			"",
		].join("\n"));
	});
	it("has colours only where they are wanted", () => {
		expect(narrate(true)).toContain("\x1b[");
		expect(narrate(false)).not.toContain("\x1b[");
	});
});
