import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Authority } from "../authority";
import { EmbeddedBroker } from "../embedded-broker";
import { Capture } from "./capture";
import { recordExchange } from "./exchange-recorder";
import { ACK, PSH, tcpPacket } from "./tcp-packet";

const TSHARK = spawnSync("tshark", ["--version"]).status === 0;
const withTshark = TSHARK ? it : it.skip;
if (!TSHARK)
	process.stderr.write("tshark is not installed: that it opens and decrypts the captures is not tested\n");

const CLIENT = { address: "192.0.2.1", port: 50_000 }, BROKER = { address: "192.0.2.2", port: 8_883 };
const CLIENT6 = { address: "2001:db8::1", port: 50_000 }, BROKER6 = { address: "2001:db8::2", port: 8_883 };

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "gattway-capture-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A line for each packet, with these fields. */
function tshark(capture: Capture, fields: readonly string[], options: readonly string[] = [], filter = ""): string[][] {
	const path = join(folder, "capture.pcap");
	writeFileSync(path, capture.file());
	const checks = ["ip.check_checksum:TRUE", "tcp.check_checksum:TRUE"].flatMap(each => ["-o", each]);
	const { status, stderr, stdout } = spawnSync("tshark", ["-r", path, ...checks, ...options, ...filter ? ["-Y", filter] : [], "-T", "fields", ...fields.flatMap(field => ["-e", field])], { encoding: "utf8" });
	if (status !== 0)
		throw new Error(stderr);
	return stdout.split("\n").filter(Boolean).map(line => line.split("\t"));
}

function conversation(client = CLIENT, broker = BROKER): Capture {
	const capture = new Capture(), start = 1_800_000_000_000;
	capture.open(client, broker, start, start + 1.5);
	capture.data("sent", new Uint8Array(3_000).fill(1), start + 2);
	capture.data("received", Uint8Array.of(1, 2, 3), start + 3);
	capture.end("sent", start + 4);
	capture.end("received", start + 5);
	capture.end("received", start + 6);
	return capture;
}

describe("tcpPacket", () => {
	it("makes an IPv4 packet with its checksums", () => {
		const packet = tcpPacket({ source: CLIENT, destination: BROKER, sequence: 1, acknowledgement: 2, flags: PSH | ACK, payload: Uint8Array.of(0xab) });
		expect(packet.toString("hex")).toBe(
			"45000029000040004006b6cbc0000201c0000202" + "c35022b3000000010000000250" + "18ffff" + packet.subarray(36, 38).toString("hex") + "0000" + "ab");
		// a sum that holds its own checksum is all ones (RFC 1071)
		const pseudo = Buffer.concat([packet.subarray(12, 20), Uint8Array.of(0, 6, 0, 21), packet.subarray(20), Uint8Array.of(0)]);
		let sum = 0;
		for (let i = 0; i < pseudo.length; i += 2)
			sum += pseudo.readUInt16BE(i);
		expect(sum % 0xffff).toBe(0);
	});
	it("refuses what is no address", () => {
		expect(() => tcpPacket({ source: { address: "localhost", port: 1 }, destination: BROKER, sequence: 0, acknowledgement: 0, flags: 0, payload: new Uint8Array(0) })).toThrow("localhost is no address");
	});
});

describe("Capture", () => {
	it("is a pcap file even when nothing came of the connection", () => {
		const capture = new Capture();
		capture.end("sent", 0);
		capture.reset("received", 0);
		expect(capture.file().toString("hex")).toBe("d4c3b2a1020004000000000000000000ffff000065000000");
	});
	withTshark.each([["IPv4", CLIENT, BROKER], ["IPv6", CLIENT6, BROKER6]])("is a sound TCP connection over %s for tshark", (_, client, broker) => {
		const packets = tshark(conversation(client, broker), ["tcp.flags.str", "tcp.len", "tcp.seq", "tcp.ack", "tcp.checksum.status", "ip.checksum.status", "frame.time_epoch"]);
		expect(packets.map(([flags]) => flags!.replaceAll("·", ""))).toEqual(["S", "AS", "A", "AP", "A", "AP", "A", "AP", "A", "AP", "A", "AF", "A", "AF", "A"]);
		expect(packets.filter(([, length]) => length !== "0").map(([, length, sequence, acknowledgement]) => [length, sequence, acknowledgement])).toEqual([
			["1440", "1", "1"], ["1440", "1441", "1"], ["120", "2881", "1"], ["3", "1", "3001"],
		]);
		expect(packets.every(([, , , , tcp]) => tcp === "1")).toBe(true);
		if (client === CLIENT)
			expect(packets.every(([, , , , , ip]) => ip === "1")).toBe(true);
		expect(packets[1]![6]).toMatch(/^1800000000\.001500/);
		expect(tshark(conversation(client, broker), ["frame.number"], [], "tcp.analysis.flags")).toEqual([]);
	});
	withTshark.each(["EC", "RSA"] as const)("of an exchange with an %s key is decrypted with its key log", async key => {
		const authority = await Authority.create({ key });
		const own = await authority.issue({ addresses: ["127.0.0.1"] });
		const broker = new EmbeddedBroker({ certificate: own.certificate, key: own.key, user: "gateway", password: "correct" });
		await broker.start();
		const { capture, failure, secrets } = await recordExchange(broker.port, authority, { user: "gateway", password: "correct" });
		await broker.stop();
		expect(failure).toBeUndefined();
		const keylog = join(folder, `${key}.keys`);
		writeFileSync(keylog, secrets.join(""));
		const as = ["-d", `tcp.port==${broker.port},tls`, "-d", `tls.port==${broker.port},mqtt`];
		const open = ["-o", `tls.keylog_file:${keylog}`, ...as];

		expect(tshark(capture, ["mqtt.clientid", "mqtt.username"], open, "mqtt.msgtype == 1")).toEqual([["narrator", "gateway"]]);
		expect(tshark(capture, ["mqtt.msgtype"], open, "mqtt").flat()).toEqual(["1", "2", "12", "13", "14"]);
		expect(tshark(capture, ["tls.handshake.type"], open, "tls.handshake").flat().join(",").split(",")).toEqual(["1", "2", "11", "12", "14", "16", "20", "20"]);
		expect(tshark(capture, ["tls.alert_message.desc"], open, "tls.alert_message").flat()).toContain("0");
		expect(tshark(capture, ["frame.number"], open, "tcp.analysis.flags || _ws.malformed || tcp.checksum.status == 0")).toEqual([]);
		expect(tshark(capture, ["mqtt.clientid"], as, "mqtt")).toEqual([]);
	}, 60_000);
});
