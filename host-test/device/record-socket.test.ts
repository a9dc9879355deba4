import { RecordSocket } from "../../modules/device/record-socket";

/** TCP with so much room. */
class Wire {
	readonly sent: number[] = [];
	closed = 0;
	room: number;
	broken = false;

	constructor(room: number) {
		this.room = room;
	}
	read(): void {
	}
	write(bytes: Uint8Array): number | undefined {
		this.sent.push(...bytes);
		this.room -= bytes.length;
		return this.broken ? undefined : this.room;
	}
	close(): void {
		this.closed++;
	}
}

function connect(room: number): { wire: Wire; socket: RecordSocket } {
	const wire = new Wire(room), socket = new RecordSocket();
	socket.tcp = wire;
	socket.onWritable(room);
	return { wire, socket };
}

describe("RecordSocket", () => {
	test("what TCP has no room for waits, and all that comes after it", () => {
		const { socket, wire } = connect(3);
		socket.write(Uint8Array.of(1, 2));
		socket.write(Uint8Array.of(3, 4));
		socket.write(Uint8Array.of(5));
		expect(wire.sent).toEqual([1, 2]);
		socket.onWritable(wire.room = 2);
		expect(wire.sent).toEqual([1, 2, 3, 4]);
		socket.onWritable(wire.room = 9);
		expect(wire.sent).toEqual([1, 2, 3, 4, 5]);
	});
	test("when all that waited is sent, packets go out at once again", () => {
		const { socket, wire } = connect(0);
		socket.write(Uint8Array.of(1));
		socket.onWritable(wire.room = 9);
		expect(socket.write(Uint8Array.of(2))).toBe(7);
		expect(wire.sent).toEqual([1, 2]);
	});
	test("knows from a write that the connection is gone, and has no room then", () => {
		const { socket, wire } = connect(9);
		wire.broken = true;
		expect(socket.write(Uint8Array.of(1))).toBe(0);
		expect(socket.broken).toBe(true);
	});
	test("closes TCP once", () => {
		const { socket, wire } = connect(9);
		socket.close();
		socket.close();
		expect(wire.closed).toBe(1);
	});
});
