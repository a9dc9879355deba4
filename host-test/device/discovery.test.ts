import { Discovery } from "../../modules/device/discovery";
import { formatUUID, parseUUID } from "../../modules/text/uuid";

const NOTIFY = 0x10, READ = 0x02, short = (uuid: number) => Uint8Array.of(uuid & 0xff, uuid >> 8).buffer;
const wanted = { service: parseUUID("180f")!, characteristic: parseUUID("2a19")! };

/** What is found of a peripheral with three services, of two characteristics each. */
function find(...wanted: ConstructorParameters<typeof Discovery>[0]): string[] {
	const discovery = new Discovery(wanted);
	[0x1800, 0x180f, 0x181a].forEach((uuid, index) => discovery.addService({ uuid: short(uuid), start: 10 * index + 1, end: 10 * index + 10 }));
	while (discovery.next()) {
		const { start } = discovery.service;
		discovery.addCharacteristic({ uuid: short(0x2a19), handle: start + 2, properties: NOTIFY });
		discovery.addCharacteristic({ uuid: short(0x2a6e), handle: start + 5, properties: start === 21 ? NOTIFY : READ });
	}
	return discovery.found.map(({ handle, service, uuid }) => `${formatUUID(service)} ${formatUUID(uuid)} ${handle}`);
}

test("what is wanted is found in its service only, and nothing beside it", () => {
	expect(find(wanted)).toEqual(["180f 2a19 13"]);
});
test("of a peripheral that has hundreds sixteen are kept, and what is declared", () => {
	const discovery = new Discovery([{ service: new Uint8Array(16), characteristic: new Uint8Array(16), discovered: true }, wanted]);
	let services = 0;
	for (let uuid = 0xff00; uuid < 0xff40; uuid++)
		discovery.addService({ uuid: short(uuid), start: 10 * uuid, end: 10 * uuid + 9 });
	discovery.addService({ uuid: short(0x180f), start: 1, end: 9 });
	for (let handle = 3; discovery.next(); services++) {
		for (let uuid = 0xff80; uuid < 0xff88; uuid++)
			discovery.addCharacteristic({ uuid: short(uuid), handle: handle += 3, properties: NOTIFY });
		discovery.addCharacteristic({ uuid: short(0x2a19), handle: handle += 3, properties: NOTIFY });
	}
	expect([services, discovery.found.length, formatUUID(discovery.found.at(-1)!.uuid)]).toEqual([17, 17, "2a19"]);
});
test("whatever notifies is found where that is wanted, but for what every peripheral has", () => {
	expect(find(wanted, { service: new Uint8Array(16), characteristic: new Uint8Array(16), discovered: true })).toEqual(["180f 2a19 13", "181a 2a19 23", "181a 2a6e 26"]);
});
