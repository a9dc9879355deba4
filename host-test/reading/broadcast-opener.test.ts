import { AesCcm } from "../../modules/reading/aes-ccm";
import { bytesOf } from "../devices/library-stage";
import { advertisement, Receiver } from "./broadcast-stage";
import { makeBlockCipher } from "./node-cipher";

const KEY = "231d39c1d7cc1ab1aee224cd096db932", ADDRESS = "54:48:e6:8f:80:a5";

/** Service data of BTHome as a sensor with a key sends it. */
function sealed(counter: number, objects = "02ca0903bf13"): string {
	const count = Buffer.alloc(4);
	count.writeUInt32LE(counter);
	const plain = bytesOf(objects), into = new Uint8Array(plain.length + 4);
	new AesCcm().seal(makeBlockCipher(bytesOf(KEY)), bytesOf(`${ADDRESS.replaceAll(":", "")}d2fc41${count.toString("hex")}`), new Uint8Array(0), plain, 0, plain.length, 4, into);
	const hex = Buffer.from(into).toString("hex");
	return `41${hex.slice(0, -8)}${count.toString("hex")}${hex.slice(-8)}`;
}

function listen(receiver = new Receiver()): (hex: string, key?: string) => string {
	return (hex, key = KEY) => {
		const { opening, values } = receiver.receive(advertisement(0x16, 0xfcd2, hex), ADDRESS, key);
		return Object.keys(values).length > 0 ? `${opening} ${JSON.stringify(values)}` : opening;
	};
}

const GOOD = 'GOOD {"temperature":25.06,"humidity":50.55}';

test("the example of bthome.io is what a sensor seals, and opens", () => {
	expect(sealed(1_122_867)).toBe("41e445f3c9962b332211006c7c4519");
	expect(listen()(sealed(1_122_867))).toBe(GOOD);
});

test("nothing is given out of what is in clear, where there is a key", () => {
	expect(listen()("4002ca0903bf13")).toBe("PLAIN");
	expect(listen()("4002ca0903bf13", "")).toBe(GOOD);
});

test("nor of what has another key, or another sender, or one bit changed", () => {
	const hear = listen(), packet = sealed(1);
	expect(hear(packet, "00".repeat(16))).toBe("WRONG_TAG");
	expect(hear(packet.slice(0, -1) + (parseInt(packet.slice(-1), 16) ^ 1).toString(16))).toBe("WRONG_TAG");
	expect(hear(packet.replace("01000000", "02000000"))).toBe("WRONG_TAG");
	expect(new Receiver().receive(advertisement(0x16, 0xfcd2, packet), "54:48:e6:8f:80:a6", KEY)).toMatchObject({ opening: "WRONG_TAG", values: {} });
	expect(hear(packet, "")).toBe("NO_KEY");
	expect(hear(packet)).toBe(GOOD);
});

test("a forged counter moves nothing", () => {
	const hear = listen();
	expect(hear(sealed(5))).toBe(GOOD);
	expect(hear(sealed(4).replace("04000000", "ffffff7f"))).toBe("WRONG_TAG");
	expect(hear(sealed(6))).toBe(GOOD);
});

test("a repeated, a recorded and a restarted counter are told apart", () => {
	const hear = listen();
	expect(hear(sealed(100))).toBe(GOOD);
	expect(hear(sealed(100))).toBe("REPEATED");
	expect(hear(sealed(99))).toBe("REPLAYED");
	expect(hear(sealed(101))).toBe(GOOD);
	expect([1, 2, 3, 4].map(counter => hear(sealed(counter)))).toEqual(["REPLAYED", "REPLAYED", GOOD.replace("GOOD", "RESTARTED"), GOOD]);
});

test("what was believed before is not given out again behind a refused packet", () => {
	const receiver = new Receiver(), hear = listen(receiver);
	hear(sealed(7));
	expect(hear(sealed(6, "01640164"))).toBe("REPLAYED");
	expect(hear(sealed(8, ""))).toBe("GOOD");
});

test("each cause is counted", () => {
	const receiver = new Receiver(), hear = listen(receiver);
	for (const packet of [sealed(2), sealed(2), sealed(1), sealed(1), "4002ca0903bf13", "00", sealed(3).replace("03000000", "04000000")])
		hear(packet);
	expect(receiver.counts).toEqual({ GOOD: 1, REPEATED: 1, REPLAYED: 2, PLAIN: 1, MALFORMED: 1, WRONG_TAG: 1 });
});
