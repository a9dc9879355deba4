import { BrokerLog, WATCHES, type Watch } from "./broker-log";

const CONNECT = "DEBUG 1 2 in: (4) Connects(DUP=False, QoS=0, Retain=False, CleanSession=True, WillFlag=True, KeepAliveTimer=10, ClientId=gattway-123456, ...";
const DISCONNECT = "DEBUG 1 2 in: (4) Disconnects(DUP=False, QoS=0, Retain=False)";
const reading = (sequence: number, id: number, duplicate = false) =>
	`DEBUG 1 2 in: (4) Publishes(DUP=${duplicate ? "True" : "False"}, QoS=1, Retain=False, MsgId=${id}, TopicName='t', Payload=b'{"value":1,"sequence":${sequence}}')`;
const puback = (id: number) => `DEBUG 1 2 out: (4) Pubacks(DUP=False, QoS=0, Retain=False, MsgId ${id}`;
const message = (id: number) => `DEBUG 1 2 out: (4) Publishes(DUP=False, QoS=1, Retain=False, MsgId=${id}, TopicName='t', Payload=b'')`;
const acknowledgement = (id: number) => `DEBUG 1 2 in: (4) Pubacks(DUP=False, QoS=0, Retain=False, MsgId ${id}`;

/** The log of these lines, 100 ms apart. */
function read(...lines: string[]): BrokerLog {
	const log = new BrokerLog();
	lines.forEach((line, index) => log.read(line, index * 100));
	return log;
}

test.each<[Watch, ...string[]]>([
	["new identifiers", CONNECT, reading(1, 7), reading(2, 7)],
	["same identifier", CONNECT, reading(1, 7), CONNECT, reading(1, 8, true)],
	["duplicate", CONNECT, reading(1, 7), CONNECT, reading(1, 7)],
	["order", CONNECT, reading(1, 7), reading(2, 8), CONNECT, reading(2, 8, true), reading(1, 7, true)],
	["acknowledgements", CONNECT, message(1), message(2), acknowledgement(2)],
	["last packet", CONNECT, DISCONNECT, reading(1, 7)],
	["new session", CONNECT.replace("CleanSession=True", "CleanSession=False")],
])("it complains where not: %s", (watch, ...lines) => {
	expect(read(...lines).complaints).toEqual([expect.stringContaining(WATCHES[watch])]);
});
test("it complains where a packet comes later than the keep-alive", () => {
	const log = read(CONNECT);
	log.read(reading(1, 7), 11_001);
	expect(log.complaints).toEqual([expect.stringContaining(WATCHES["keep-alive"])]);
});
test.each(["ERROR 1 2 [MQTT-3.1.0-1] Connect was not first packet on socket", "Traceback (most recent call last):"])("what the broker complains of is a complaint: %s", line => {
	expect(read(line).complaints).toEqual([line]);
});
test("a good conversation gives no reason, and counts", () => {
	const log = read(CONNECT, reading(1, 7), reading(2, 8), puback(7), reading(3, 7), message(1), acknowledgement(1), CONNECT, reading(2, 8, true), reading(3, 7, true), DISCONNECT);
	expect(log.complaints).toEqual([]);
	expect(log.owed).toBe(0);
	expect(Object.fromEntries(log.packets)).toEqual({ Connects: 2, Publishes: 5, Pubacks: 1, Disconnects: 1 });
	expect([...log.watched.keys()].sort()).toEqual(Object.keys(WATCHES).sort());
});
test("a reading that never came here before may have DUP", () => {
	expect(read(CONNECT, reading(5, 7, true)).complaints).toEqual([]);
});
test("statements of others do not count, nor do their packets", () => {
	const log = new BrokerLog();
	log.read("INFO 1 2 [MQTT-3.1.3-3] Clientid must be present", 0);
	log.crowded = true;
	log.read("INFO 1 2 [MQTT-2.3.1-7][MQTT-3.8.4-2] Suback has same message id", 0);
	log.read(CONNECT.replace("gattway-123456", "somebody"), 0);
	log.read(reading(1, 0), 0);
	expect([[...log.statements], [...log.packets], log.complaints]).toEqual([["MQTT-3.1.3-3"], [], []]);
});
