import { LIBRARY } from "../../modules/devices/library";
import { BroadcastFinder } from "../../modules/reading/broadcast-finder";
import { fieldName, textOf } from "../../modules/configuration/layout-texts";
import { ByteText } from "../../modules/text/byte-text";
import { bytesOf } from "../devices/library-stage";
import { randomBytes, seededRandom } from "../seeded-random";
import { Receiver } from "./broadcast-stage";

const maker = new ByteText();

/** Device of what is found, and its bytes; one after the other. */
function find(hex: string): string[] {
	const finder = new BroadcastFinder(LIBRARY), data = bytesOf(hex), found: string[] = [];
	for (let at = finder.find(data); at >= 0; at = finder.find(data, at))
		found.push(`${textOf(LIBRARY, LIBRARY.devices[finder.device]!, maker)} ${Buffer.from(data.subarray(finder.start, finder.end)).toString("hex")}`);
	return found;
}

test.each([
	["nothing", ""], ["flags only", "020106"], ["Apple's own", "0aff4c001005441cbd08c5"], ["a structure of length 0", "00 04 16d2fc40"],
	["a structure beyond the end", "05 16d2fc40"], ["service data without a UUID", "02 16d2"], ["iBeacon's first byte only", "04 ff4c0002"],
	["Ruuvi of another length", "05 ff99040500"], ["a list of services", "03 03d2fc"], ["a company that has a UUID's number", "04 ffd2fc40"],
])("%s is foreign", (_, hex) => {
	expect(find(hex.replaceAll(" ", ""))).toEqual([]);
});

test("what is known is found behind what is not, and all of it", () => {
	expect(find("02010603ffffff04ff4c0010 0416d2fc40 0716aafe10ee0300".replaceAll(" ", ""))).toEqual(["bthome 40", "eddystone 10ee0300"]);
});

test("formats of one key are told apart by first bytes and length", () => {
	expect(find(`1016 1a18 ${"00".repeat(13)} 1216 1a18 ${"00".repeat(15)}`.replaceAll(" ", "")).map(found => found.split(" ")[0])).toEqual(["atc", "atc"]);
	const finder = new BroadcastFinder(LIBRARY), first = (hex: string): string => {
		finder.find(bytesOf(hex));
		let field = finder.layout;
		while (fieldName(LIBRARY, field, maker) === "")
			field++;
		return fieldName(LIBRARY, field, maker);
	};
	expect(first("0516aafe0000")).toBe("power");
	expect(first("0616aafe200000")).toBe("voltage");
});

test("10,000 random advertisements never make it throw, nor what follows", () => {
	const random = seededRandom(7), receiver = new Receiver(), keys = ["16d2fc", "1695fe", "16aafe", "161a18", "ff9904", "ff4c00"], openings = new Set<string>();
	for (let round = 0; round < 10_000; round++) {
		const data = randomBytes(random, Math.floor(random() * 32));
		if (data.length > 4 && random() < 0.9) {
			data.set(bytesOf(keys[round % keys.length]!), 1);
			data[0] = Math.floor(random() * data.length);
		}
		if (data.length > 6 && random() < 0.5)
			data[4] = data[1] === 0x16 ? 0x40 | round & 1 : 5;
		const { opening, problem } = receiver.receive(data, undefined, random() < 0.3 ? "00".repeat(16) : "");
		openings.add(opening);
		if (opening === "MALFORMED")
			expect(problem).toMatch(/^\w/);
	}
	expect([...openings].sort()).toEqual(["EMPTY", "FOREIGN", "GOOD", "MALFORMED", "NO_KEY", "PLAIN", "WRONG_TAG"]);
});
