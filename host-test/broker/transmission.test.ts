import { Transmission } from "../../modules/broker/transmission";
import type { OutgoingReading } from "../../modules/reading/outgoing-reading";
import { ManualClock } from "../manual-clock";
import { FakeLink } from "./fake-link";

function connected() {
	const link = new FakeLink({ clientId: "c", keepAlive: 60_000, will: undefined }, {} as never), transmission = new Transmission(new ManualClock());
	transmission.begin(link);
	const send = (sequence: number) => transmission.send({ sequence, topic: "t", bytes: Uint8Array.of(0x31) } as OutgoingReading);
	return { link, send, transmission };
}

test("a PUBACK for what is not in flight is no reading's, and is counted", () => {
	const { send, transmission } = connected();
	send(10);
	expect([transmission.acknowledge(2), transmission.acknowledge(1), transmission.acknowledge(1)]).toEqual([-1, 10, -1]);
	expect(transmission.unknown).toBe(2);
	expect(transmission.taken).toBe(1);
});
test("a reading that is removed makes room, and its PUBACK is no reading's", () => {
	const { send, transmission } = connected();
	for (let sequence = 0; sequence < 8; sequence++)
		send(sequence);
	expect(send(8)).toBe(false);
	transmission.remove(3);
	transmission.remove(100);
	expect(transmission.count).toBe(7);
	expect(send(8)).toBe(true);
	expect(transmission.acknowledge(4)).toBe(-1);
});
test("what was in flight and is not sent again, as it is not there any more, is forgotten", () => {
	const { link, send, transmission } = connected();
	send(1);
	send(2);
	transmission.end();
	transmission.begin(link);
	send(1);
	transmission.forgetRest();
	expect([transmission.oldest, transmission.newest, transmission.count]).toEqual([1, 1, 1]);
});
