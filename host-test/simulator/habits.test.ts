import { parseScenario } from "../../modules/simulator/scenario-parser";
import { ATT } from "../../modules/simulator/simulated-peripheral";
import { world } from "../../modules/simulator/world";
import { parseUUID } from "../../modules/text/uuid";

const BATTERY = parseUUID("2a19")!.slice(12, 14);
const ALL = ["read", "write", "writeWithoutResponse"];

function peripheral(more: object, properties = ALL) {
	world.load(parseScenario(JSON.stringify({
		peripherals: [{ name: "a", address: "a4:c1:38:00:00:01", services: [{ uuid: "180f", characteristics: [{ uuid: "2a19", properties, value: { hex: "0102" }, ...more }] }] }],
	})));
	world.begin();
	const simulated = world.peripheral("a");
	return { simulated, handle: simulated.find(BATTERY)!.handle };
}

afterEach(() => world.end());

describe("a simulated characteristic", () => {
	test.each<[string, boolean, number, number[]]>([
		["normal", true, ATT.success, [7]], ["normal", false, ATT.success, [7]], ["requests", true, ATT.writeNotPermitted, [1, 2]], ["requests", false, ATT.success, [7]],
		["refuses", false, ATT.writeNotPermitted, [1, 2]], ["ignores", false, ATT.success, [1, 2]], ["alters", false, ATT.success, [8]],
	])("whose writing is %s, written by command %s", (writing, command, answer, expected) => {
		const { handle, simulated } = peripheral({ writing });
		expect(simulated.write(handle, Uint8Array.of(7), command)).toBe(answer);
		expect([...simulated.read(handle) as Uint8Array]).toEqual(expected);
	});
	test("that takes the other kind of write only refuses this one", () => {
		const { handle, simulated } = peripheral({}, ["read", "write"]);
		expect(simulated.write(handle, Uint8Array.of(7), true)).toBe(ATT.writeNotPermitted);
	});
	test("answers a read with an error, and is declared all the same", () => {
		const { handle, simulated } = peripheral({ reading: "refuses" });
		expect(simulated.read(handle)).toBe(ATT.unlikely);
		expect([...simulated.read(handle - 1) as Uint8Array]).toEqual([0x0e, handle, 0, ...BATTERY]);
	});
	test("has another handle after the peripheral's firmware has changed", () => {
		const { handle, simulated } = peripheral({});
		world.perform({ do: "change-handles", peripheral: "a" });
		expect(simulated.find(BATTERY)!.handle).not.toBe(handle);
		expect([...simulated.read(simulated.find(BATTERY)!.handle) as Uint8Array]).toEqual([1, 2]);
	});
});
