import { advertisement, Receiver } from "../reading/broadcast-stage";
import { AesCcm } from "../../modules/reading/aes-ccm";
import { makeBlockCipher } from "../reading/node-cipher";
import { BTHOME_REFUSALS, BTHOME_SEQUENCES, BTHOME_VECTORS } from "./bthome-vectors";
import { bytesOf, decode, encode, valuesOf } from "./library-stage";
import { MIBEACON_REFUSALS, MIBEACON_VECTORS, SJWS02LM } from "./mibeacon-vectors";

const SERVICE = 0x16, MANUFACTURER = 0xff;

describe("BTHome", () => {
	test.each(BTHOME_VECTORS)("%s", (_, address, key, bytes, values, packet) => {
		const heard = new Receiver().receive(advertisement(SERVICE, 0xfcd2, bytes), address, key);
		expect([heard.opening, heard.values, heard.packet]).toEqual(["GOOD", values, packet]);
	});
	test.each(BTHOME_REFUSALS)("%s gives nothing", (_, address, key, bytes, opening) => {
		expect(new Receiver().receive(advertisement(SERVICE, 0xfcd2, bytes), address, key)).toMatchObject({ opening, values: {} });
	});
	test.each(BTHOME_SEQUENCES)("%s", (_, address, key, packets) => {
		const receiver = new Receiver();
		expect(packets.map(([bytes]) => receiver.receive(advertisement(SERVICE, 0xfcd2, bytes), address, key).opening)).toEqual(packets.map(([, opening]) => opening));
	});
	test("is found beside other service data in one advertisement", () => {
		const structures = [[0x181a, "c4248138c1a456088318bf"], [0xfe95, "30585b0501c4248138c1a4280100"], [0xfcd2, "40015d025d0903b718"]] as const;
		const heard = structures.map(([key, bytes]) => new Receiver().receive(advertisement(SERVICE, key, bytes), "a4:c1:38:81:24:c4").opening);
		expect(heard).toEqual(["FOREIGN", "EMPTY", "GOOD"]);
	});
	test("an object that is not known is the end", () => {
		const { opening, values } = new Receiver().receive(advertisement(SERVICE, 0xfcd2, "4001 5d fe 5d09 03b718"));
		expect([opening, values]).toEqual(["GOOD", { battery: 93 }]);
		expect(new Receiver().receive(advertisement(SERVICE, 0xfcd2, "40feca09")).values).toEqual({});
	});
	test.each([
		["4002ca0903bf", "humidity needs bytes 4 to 5, there are 5"], ["00", "sends BTHome of version 0; only 2 is known"],
		["e102000c0404138a01", "sends BTHome of version 7; only 2 is known"], ["41ba0db07aeef600", "sends an encrypted packet that is too short"],
		["42b2188d38c1", "sends a packet that is too short for its address"], ["42b2188d38c1a504138a01", "sends the address of another device"],
	])("%s gives nothing: %s", (bytes, problem) => {
		expect(new Receiver().receive(advertisement(SERVICE, 0xfcd2, bytes))).toMatchObject({ opening: "MALFORMED", values: {}, problem });
	});
	test("no event and no choice that is not known is published as one", () => {
		expect(new Receiver().receive(advertisement(SERVICE, 0xfcd2, "403a00")).values).toEqual({});
		expect(new Receiver().receive(advertisement(SERVICE, 0xfcd2, "403afe")).values).toEqual({ button: 254 });
	});
});

describe("MiBeacon", () => {
	test.each(MIBEACON_VECTORS)("%s", (_, address, key, bytes, values) => {
		const heard = new Receiver().receive(advertisement(SERVICE, 0xfe95, bytes), address, key);
		expect([heard.opening, heard.values]).toEqual(["GOOD", values]);
	});
	test.each(MIBEACON_REFUSALS)("%s gives nothing", (_, address, key, bytes, opening) => {
		expect(new Receiver().receive(advertisement(SERVICE, 0xfe95, bytes), address, key)).toMatchObject({ opening, values: {} });
	});
	test.each(SJWS02LM.objects)("SJWS02LM, encrypted: %s is %j", (objects, values) => {
		const { address, key } = SJWS02LM, header = bytesOf("5859756301"), counter = bytesOf("010000"), plain = bytesOf(objects), sealed = new Uint8Array(plain.length + 4);
		const nonce = Uint8Array.of(...bytesOf(address.replaceAll(":", "")).reverse(), ...header.slice(2), ...counter);
		new AesCcm().seal(makeBlockCipher(bytesOf(key)), nonce, Uint8Array.of(0x11), plain, 0, plain.length, 4, sealed);
		const packet = Buffer.from([...header, ...nonce.slice(0, 6), ...sealed.slice(0, -4), ...counter, ...sealed.slice(-4)]).toString("hex");
		expect(new Receiver().receive(advertisement(SERVICE, 0xfe95, packet), address, key)).toMatchObject({ opening: "GOOD", values });
	});
	test.each([
		["no object", "30585b0502483cd438c1a408", "a4:c1:38:d4:3c:48", "EMPTY", undefined],
		["encryption without a tag", "5830b603d28b98c54124f8c3491476757e00000099", "f8:24:41:c5:98:8b", "MALFORMED", /version 3, which proves nothing/],
		["a mesh", "d0305b05034c", "a4:c1:38:b4:94:4c", "MALFORMED", /mesh/], ["version 1", "50105b0503", "a4:c1:38:b4:94:4c", "MALFORMED", /version 1/],
		["too short a header", "5030", "a4:c1:38:b4:94:4c", "MALFORMED", /too short/], ["no capability", "60305b0503", "a4:c1:38:b4:94:4c", "MALFORMED", /too short/],
		["an object that is too short", "40305b0503 0d10 03 1001 ea", "a4:c1:38:b4:94:4c", "MALFORMED", /^humidity needs/],
	])("%s gives nothing", (_, bytes, address, opening, problem) => {
		const heard = new Receiver().receive(advertisement(SERVICE, 0xfe95, bytes), address);
		expect(heard).toMatchObject({ opening, values: {} });
		if (problem)
			expect(heard.problem).toMatch(problem);
	});
});

describe("what was read comes back from its values", () => {
	// objects of one name that come in another order than that of their identifiers change places
	const sorted = (decoded: ReturnType<typeof decode>) => Object.fromEntries(Object.entries(valuesOf(decoded)).map(([name, value]) => [name, [value].flat().sort()]));

	test.each([...BTHOME_VECTORS.map(vector => [0xfcd2, vector] as const), ...MIBEACON_VECTORS.map(vector => [0xfe95, vector] as const)])("%i %j", (service, [, address, key, bytes]) => {
		const { layout, objects } = new Receiver().receive(advertisement(SERVICE, service, bytes), address, key);
		const decoded = decode(layout!, objects!);
		expect(sorted(decode(layout!, bytesOf(encode(layout!, decoded))))).toEqual(sorted(decoded));
	});
});

/** Ruuvi's from docs.ruuvi.com, the others from ble_monitor (MIT), commit 5690220; plant sensor and scales from xiaomi-ble (Apache-2.0), commit 509f516. */
describe("sensors that only advertise", () => {
	test.each<[string, 0x16 | 0xff, number, string, Record<string, unknown>, number]>([
		["Ruuvi 3", MANUFACTURER, 0x0499, "03291a1ece1efc18f94202ca0b53",
			{ humidity: 20.5, temperature: 26.3, pressure: 1027.66, accelerationX: -1, accelerationY: -1.726, accelerationZ: 0.714, voltage: 2.899 }, -1],
		["Ruuvi 3, highest", MANUFACTURER, 0x0499, "03ff7f63ffff7fff7fff7fffffff",
			{ humidity: 127.5, temperature: 127.99, pressure: 1155.35, accelerationX: 32.767, accelerationY: 32.767, accelerationZ: 32.767, voltage: 65.535 }, -1],
		["Ruuvi 3, lowest", MANUFACTURER, 0x0499, "0300ff6300008001800180010000",
			{ humidity: 0, temperature: -127.99, pressure: 500, accelerationX: -32.767, accelerationY: -32.767, accelerationZ: -32.767, voltage: 0 }, -1],
		["Ruuvi 5", MANUFACTURER, 0x0499, "0512fc5394c37c0004fffc040cac364200cdcbb8334c884f",
			{ temperature: 24.3, humidity: 53.49, pressure: 1000.44, accelerationX: 0.004, accelerationY: -0.004, accelerationZ: 1.036, voltage: 2.977, power: 4, movements: 66 }, 205],
		["Ruuvi 5, highest", MANUFACTURER, 0x0499, "057ffffffefffe7fff7fff7fffffdefefffecbb8334c884f",
			{ temperature: 163.835, humidity: 163.835, pressure: 1155.34, accelerationX: 32.767, accelerationY: 32.767, accelerationZ: 32.767, voltage: 3.646, power: 20, movements: 254 }, 65_534],
		["Ruuvi 5, lowest", MANUFACTURER, 0x0499, "058001000000008001800180010000000000cbb8334c884f",
			{ temperature: -163.835, humidity: 0, pressure: 500, accelerationX: -32.767, accelerationY: -32.767, accelerationZ: -32.767, voltage: 1.6, power: -40, movements: 0 }, 0],
		["Ruuvi 5, nothing known", MANUFACTURER, 0x0499, "058000ffffffff800080008000ffffffffffffffffffffff", {}, -1],
		["Ruuvi 6", MANUFACTURER, 0x0499, "06170c5668c79e007000c90501d9ffcd004c884f",
			{ temperature: 29.5, humidity: 55.3, pressure: 1011.02, pm25: 11.2, carbonDioxide: 201, volatileOrganicsIndex: 10, nitrogenOxidesIndex: 2, illuminance: 13_026.67, calibrating: false }, 205],
		["Ruuvi 6, highest", MANUFACTURER, 0x0499, "067fff9c40fffe27109c40fafafe00ff074c8f4f",
			{ temperature: 163.835, humidity: 100, pressure: 1155.34, pm25: 1000, carbonDioxide: 40_000, volatileOrganicsIndex: 500, nitrogenOxidesIndex: 500, illuminance: 65_535, calibrating: true }, 255],
		["Ruuvi 6, lowest", MANUFACTURER, 0x0499, "0680010000000000000000000000ff00004c884f",
			{ temperature: -163.835, humidity: 0, pressure: 500, pm25: 0, carbonDioxide: 0, volatileOrganicsIndex: 0, nitrogenOxidesIndex: 0, illuminance: 0, calibrating: false }, 0],
		["Ruuvi 6, nothing known", MANUFACTURER, 0x0499, "068000ffffffffffffffffffffffffffd0ffffff", { calibrating: false }, 255],
		["ATC1441", SERVICE, 0x181a, "a4c1380283f400a22f5f0bf819", { temperature: 16.2, humidity: 47, battery: 95, voltage: 3.064 }, 25],
		["PVVX", SERVICE, 0x181a, "f4830238c1a4a9066911b60b58f70d", { temperature: 17.05, humidity: 44.57, voltage: 2.998, battery: 88, opening: true, switch: false }, 247],
		["HHCCJCY10", SERVICE, 0xfd50, "0e006e0134a428005b", { moisture: 14, temperature: 11, illuminance: 79_012, battery: 40, conductivity: 91 }, -1],
		["Mi Smart Scale", SERVICE, 0x181d, "229e43e507040b101301", { stable: true, removed: false, mass: 86.55, time: "2021-04-11T16:19:01" }, -1],
		["Mi Smart Scale, left", SERVICE, 0x181d, "a22044b20701010a1a15", { stable: true, removed: true, mass: 87.2, time: "1970-01-01T10:26:21" }, -1],
		["Mi Smart Scale, not stable yet", SERVICE, 0x181d, "821400e507040b101708", { stable: false, removed: true, mass: 0.1, time: "2021-04-11T16:23:08" }, -1],
		["Mi Smart Scale, empty", SERVICE, 0x181d, "800000e507040b101301", { stable: false, removed: true, mass: 0, time: "2021-04-11T16:19:01" }, -1],
		["Mi Body Composition Scale", SERVICE, 0x181b, "0226b20705040f0201ac018642", { stable: true, removed: false, time: "1970-05-04T15:02:01", impedance: 428, mass: 85.15 }, -1],
		["Mi Body Composition Scale, not stable yet", SERVICE, 0x181b, "0204b207010112101a0000a852", { stable: false, removed: false, time: "1970-01-01T18:16:26", mass: 105.8 }, -1],
		["Mi Body Composition Scale, empty", SERVICE, 0x181b, "0282b20705040f020100000000", { stable: false, removed: true, time: "1970-05-04T15:02:01", mass: 0 }, -1],
		["iBeacon", MANUFACTURER, 0x004c, "0215e2c56db5dffb48d2b060d0f5a71096e000640000c5",
			{ uuid: "e2c56db5-dffb-48d2-b060-d0f5a71096e0", major: 100, minor: 0, power: -59 }, -1],
		["Eddystone UID", SERVICE, 0xfeaa, "00ee00112233445566778899aabbccddeeff0000", { power: -18, namespace: "00112233445566778899", instance: "aabbccddeeff" }, -1],
		["Eddystone URL", SERVICE, 0xfeaa, "10ee037275752e76692f23416a7759414d4666", { power: -18, url: "https://ruu.vi/#AjwYAMFf" }, -1],
		["Eddystone TLM", SERVICE, 0xfeaa, "20000bb81580000001000000fffe", { voltage: 3, temperature: 21.5, advertisements: 256, uptime: 6553.4 }, -1],
		["Eddystone TLM, nothing known", SERVICE, 0xfeaa, "200000008000000001000000000a", { advertisements: 256, uptime: 1 }, -1],
	])("%s", (_, type, key, bytes, values, packet) => {
		const heard = new Receiver().receive(advertisement(type, key, bytes));
		expect([heard.opening, heard.values, heard.packet]).toEqual(["GOOD", values, packet]);
	});
});
