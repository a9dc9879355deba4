import { JSONScanner } from "../../modules/text/json-scanner";
import { seededRandom } from "../seeded-random";

/** Everything that the scanner finds; undefined if the text is none for it. */
function scan(text: string): Record<string, unknown> | undefined {
	const scanner = new JSONScanner(text);
	const members = (): Record<string, unknown> => {
		const found: Record<string, unknown> = {};
		if (scanner.enter()) {
			while (scanner.next()) {
				const { key, kind } = scanner;
				found[key] = kind === "object" ? members() : kind === "string" ? scanner.text : JSON.parse(scanner.text);
			}
		}
		return found;
	};
	const found = members();
	return scanner.ended ? found : undefined;
}

describe("JSONScanner", () => {
	test.each(["", "{", "}", "[]", "1", "{]", '{"a"', '{"a":', '{"a":}', '{"a":1', '{"a":1,}', '{,"a":1}', '{"a":1 "b":2}', '{"a":1}x', '{a:1}', '{"a":[1]}', '{"a":tru}', '{"a":01x}', '{"a":01}', '{"a":-00}', '{"a":1.}',
		'{"a":"\\x"}', '{"a":"b}', '{"a":{"b":1}', '{"a":1}}'])("refuses %j", text => {
		expect(scan(text)).toBeUndefined();
	});
	test.each(["{}", ' { "a" : 1 , "b" : "c" } ', '{"a":{"b":true,"c":null},"d":-1.5e3}', '{"a":"\\"}\\u00e9,"}', '{"":""}', '{"a":{}}', '{"a":0,"b":-0.5}'])("reads %j", text => {
		expect(scan(text)).toEqual(JSON.parse(text));
	});
	test("never throws, and takes nothing apart otherwise than JSON.parse", () => {
		const random = seededRandom(11), parts = ["{", "}", '"a"', '"b"', ":", ",", "1", "0", "-2.5", "true", "null", " ", '"\\n"', "[", "x", '"'];
		let read = 0;
		for (let round = 0; round < 30_000; round++) {
			let text = "{";
			for (let count = Math.floor(random() * 9); count > 0; count--)
				text += parts[Math.floor(random() * parts.length)]!;
			text += random() < 0.7 ? "}" : "";
			const found = scan(text);
			if (found) {
				read++;
				expect(found).toEqual(JSON.parse(text));
			}
		}
		expect(read).toBeGreaterThan(100);
	});
});
