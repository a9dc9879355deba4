import { ScanAnswer } from "../../modules/gateway/scan-answer";
import { AirSurvey } from "../../modules/peripheral/air-survey";

const HEAD = '{"command":"scan","ok":true';
const ADVERTISEMENT = Buffer.from("020106030309180809536f6d656f6e65", "hex");

interface Part {
	readonly part: number;
	readonly parts: number;
	readonly value: readonly { readonly address: string; readonly rssi: number; readonly name?: string; readonly services?: readonly string[] }[];
}

function partsOf(survey: AirSurvey, head = HEAD): Part[] {
	const answer = new ScanAnswer(head, survey), parts: Part[] = [];
	do {
		expect(answer.payload.length).toBeLessThanOrEqual(1_024);
		expect(answer.payload).toEqual(answer.payload);
		parts.push(JSON.parse(Buffer.from(answer.payload).toString()) as Part);
	}
	while (answer.next());
	return parts;
}

describe("ScanAnswer", () => {
	test("of a scan in which nothing was heard is one part with nothing in it", () => {
		expect(partsOf(new AirSurvey())).toEqual([{ command: "scan", ok: true, part: 1, parts: 1, value: [] }]);
	});
	test("tells each device once, the strongest first, in as many parts as it says", () => {
		const survey = new AirSurvey();
		for (let i = 0; i < 32; i++)
			survey.note(`a4:c1:38:00:00:${i + 10}`, i % 2, -90 + i * 7 % 32, ADVERTISEMENT);
		const parts = partsOf(survey), told = parts.flatMap(({ value }) => value);
		expect(parts.map(({ part }) => part)).toEqual(parts.map((_, index) => index + 1));
		expect(new Set(parts.map(each => each.parts))).toEqual(new Set([parts.length]));
		expect(told.map(({ rssi }) => rssi)).toEqual(Array.from({ length: 32 }, (_, index) => -59 - index));
		expect(new Set(told.map(({ address }) => address)).size).toBe(32);
	});
	test("fits where everything is as long as it can be", () => {
		const survey = new AirSurvey(), name = Buffer.from([30, 9, ..."\"".repeat(29)].map(each => typeof each === "string" ? 0x22 : each));
		const services = Buffer.from([17, 7, ...Array<number>(16).fill(0xab)]);
		for (let i = 0; i < 32; i++) {
			survey.note(`a4:c1:38:00:00:${i + 10}`, 1, -100, name);
			survey.note(`a4:c1:38:00:00:${i + 10}`, 1, -100, services);
		}
		const parts = partsOf(survey, `{"command":"scan","id":${JSON.stringify("\u0001".repeat(64))},"ok":true`);
		expect(parts.flatMap(({ value }) => value)).toHaveLength(32);
		expect(parts.length).toBeGreaterThan(9);
	});
});
