import { AirSurvey } from "../../modules/peripheral/air-survey";
import { seededRandom } from "../seeded-random";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
const NOTHING = new Uint8Array(0), SOMEONE = "08 09 536f6d656f6e65";

function described(survey: AirSurvey): unknown[] {
	survey.sort();
	return Array.from({ length: survey.count }, (_, index) => JSON.parse(survey.describe(index)) as unknown);
}

describe("AirSurvey", () => {
	test("50,000 random packets neither make it throw nor tell more than 32 devices, each as JSON", () => {
		const random = seededRandom(8), survey = new AirSurvey();
		for (let i = 0; i < 50_000; i++) {
			const data = Uint8Array.from({ length: Math.floor(random() * 32) }, () => Math.floor(random() * (random() < 0.5 ? 10 : 256)));
			survey.note(`a4:c1:38:00:00:${String(10 + Math.floor(random() * 60))}`, i % 2, -Math.floor(random() * 130), data);
		}
		const all = described(survey) as { rssi: number }[];
		expect(all).toHaveLength(32);
		expect(all.map(({ rssi }) => rssi)).toEqual(all.map(({ rssi }) => rssi).sort((a, b) => b - a));
	});
	test("the best signal of each device counts, whatever else it said then", () => {
		const survey = new AirSurvey();
		survey.note("a4:c1:38:00:00:0f", 1, -80, hex(SOMEONE));
		survey.note("a4:c1:38:00:00:0f", 1, -40, NOTHING);
		survey.note("a4:c1:38:00:00:0f", 1, -90, NOTHING);
		expect(described(survey)).toEqual([{ address: "a4:c1:38:00:00:0f", random: true, rssi: -40, name: "Someone" }]);
	});
	test("the advertisement's services and the scan response's name are one device's, and what repeats is told once", () => {
		const survey = new AirSurvey(), advertisement = hex("02 01 06 05 02 09 18 0f 18"), response = hex(`05 16 1a 18 01 02 ${SOMEONE}`);
		for (const data of [advertisement, response, advertisement, response])
			survey.note("a4:c1:38:00:00:01", 0, -60, data);
		expect(described(survey)).toEqual([{ address: "a4:c1:38:00:00:01", rssi: -60, name: "Someone", services: ["1809", "180f", "181a"] }]);
	});
	test("a name of 29 bytes and a service of 128 bits are both told", () => {
		const survey = new AirSurvey();
		survey.note("a4:c1:38:00:00:01", 0, -60, hex(`1e 09 ${"61".repeat(29)}`));
		survey.note("a4:c1:38:00:00:01", 0, -60, hex(`02 01 06 11 07 ${"01".repeat(16)}`));
		expect(described(survey)).toEqual([expect.objectContaining({ name: "a".repeat(29), services: ["01010101-0101-0101-0101-010101010101"] })]);
	});
	test("of more than 32 devices the weakest go", () => {
		const survey = new AirSurvey();
		for (let i = 0; i < 40; i++)
			survey.note(`a4:c1:38:00:00:${i + 10}`, 0, -90 + i, NOTHING);
		survey.note("a4:c1:38:00:00:09", 0, -99, NOTHING);
		expect(described(survey).map(each => (each as { rssi: number }).rssi)).toEqual(Array.from({ length: 32 }, (_, index) => -51 - index));
	});
});
