import { randomFillSync } from "node:crypto";
import { AesBlock } from "../../modules/simulator/aes-block";
import { sealBTHome, sealMiBeacon } from "../../modules/simulator/sealed-broadcast";
import { bytesOf } from "../devices/library-stage";
import { advertisement, Receiver } from "../reading/broadcast-stage";
import { makeBlockCipher } from "../reading/node-cipher";

const KEY = bytesOf("231d39c1d7cc1ab1aee224cd096db932"), ADDRESS = bytesOf("5448e68f80a5").reverse();
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("the simulated AES is Node's", () => {
	for (let round = 0; round < 50; round++) {
		const key = randomFillSync(new Uint8Array(16)), block = randomFillSync(new Uint8Array(16)), mine = new Uint8Array(16), theirs = new Uint8Array(16);
		new AesBlock(key).encrypt(block.buffer, mine.buffer);
		makeBlockCipher(key).encrypt(block.buffer, theirs.buffer);
		expect(hexOf(mine)).toBe(hexOf(theirs));
	}
});

test("BTHome is sealed as in the example of bthome.io", () => {
	expect(hexOf(sealBTHome(KEY, ADDRESS, bytesOf("4002ca0903bf13"), 1_122_867))).toBe("41e445f3c9962b332211006c7c4519");
});

test.each([["5050", ""], ["4040", ""], ["5070", "08"]])("MiBeacon with the frame control %s is sealed so that the gateway opens it", (control, capability) => {
	const frame = control.slice(2) + control.slice(0, 2), address = (parseInt(control, 16) & 0x10) !== 0 ? hexOf(ADDRESS) : "";
	const sealed = sealMiBeacon(KEY, ADDRESS, bytesOf(`${frame}5b0500${address}${capability}041002cd00`), 0x123456);
	expect(new Receiver().receive(advertisement(0x16, 0xfe95, hexOf(sealed)), "54:48:e6:8f:80:a5", hexOf(KEY))).toMatchObject({ opening: "GOOD", packet: 0x123456, values: { temperature: 20.5 } });
});
