import { Authority, type Identity } from "../authority";
import { EmbeddedBroker } from "../embedded-broker";
import { pause } from "../patience";
import { bytesOf, messageNames, recordExchange, TestServers } from "./exchange-recorder";

const HANDSHAKE = [
	"→ ClientHello", "← ServerHello", "← Certificate", "← ServerKeyExchange", "← ServerHelloDone",
	"→ ClientKeyExchange", "→ ChangeCipherSpec", "→ Finished", "← ChangeCipherSpec", "← Finished",
];
const CONVERSATION = ["→ MQTT CONNECT", "← MQTT CONNACK", "→ MQTT PINGREQ", "← MQTT PINGRESP", "→ MQTT DISCONNECT", "→ Alert"];

let authority: Authority, stranger: Authority, identity: Identity;
let servers: TestServers;

beforeAll(async () => {
	authority = await Authority.create({ name: "Narrated authority" });
	stranger = await Authority.create({ name: "Strange authority" });
	identity = await authority.issue({ names: ["localhost"], addresses: ["127.0.0.1"] });
});
beforeEach(() => {
	servers = new TestServers();
});
afterEach(() => servers.close());

const secure = (options = {}) => servers.secure({ cert: identity.certificate, key: identity.key, ...options });

describe("an exchange, refused", () => {
	it("names the authority that is not trusted, and says so to the broker", async () => {
		const { failure, records, text } = await recordExchange(await secure(), stranger);
		expect(failure).toMatch(/issued by CN=Narrated authority.*the trust anchors are: CN=Strange authority/);
		expect(messageNames(records).filter(name => name.startsWith("→"))).toEqual(["→ ClientHello", "→ Alert"]);
		expect(text).toContain("Alert, 2 bytes in a record of 7: fatal, alert 42, bad_certificate");
		expect(servers.mqtt).toBe(0);
	});
	it("tells a name that is not the certificate's", async () => {
		const { failure } = await recordExchange(await secure(), authority, { host: "localhost" });
		expect(failure).toBeUndefined();
		const other = await authority.issue({ names: ["elsewhere.example"] });
		const refused = await recordExchange(await secure({ cert: other.certificate, key: other.key }), authority, { host: "localhost" });
		expect(refused.failure).toMatch(/is for elsewhere.example, not for localhost/);
		expect(refused.verdicts).toEqual([]);
	});
	it("narrates the alert of a broker that speaks TLS 1.3 only", async () => {
		const { failure, records, text } = await recordExchange(await secure({ minVersion: "TLSv1.3" }), authority);
		expect(messageNames(records)).toEqual(["→ ClientHello", "← Alert"]);
		expect(text).toContain("fatal, alert 70, protocol_version: it does not speak TLS 1.2");
		expect(failure).toBe("the broker sent alert 70, protocol_version: it does not speak TLS 1.2");
	});
	it("narrates the alert of a broker without a suite in common", async () => {
		const { failure } = await recordExchange(await secure({ ciphers: "ECDHE-ECDSA-AES256-GCM-SHA384", maxVersion: "TLSv1.2" }), authority);
		expect(failure).toMatch(/alert 40, handshake_failure: it shares no protocol version, cipher suite or curve/);
	});
	it("says that a broker wanted a client certificate", async () => {
		const { failure, records, text } = await recordExchange(await secure({ requestCert: true, ca: [stranger.certificate], maxVersion: "TLSv1.2" }), authority);
		expect(messageNames(records)).toEqual(expect.arrayContaining(["← CertificateRequest", "→ Certificate", "← Alert"]));
		expect(text).toContain("authorities: CN=Strange authority");
		expect(text).toContain("no certificate");
		expect(failure).toMatch(/the broker sent alert 40.*It had asked for a client certificate/);
	});
	it("tells a peer that speaks in clear, with what it says", async () => {
		const port = await servers.plain(peer => peer.write("220 welcome to \x1b[31msomething\r\n"));
		const { failure, text } = await recordExchange(port, authority);
		expect(failure).toMatch(/it does not speak TLS.*is this the port for TLS/);
		expect(text).toContain("31 bytes that are no TLS: 220 welcome to \\u{1b}[31msomething\\u{d}\\u{a}");
	});
	it("tells a record that is too long for the gateway before all of it is there", async () => {
		const port = await servers.plain(peer => peer.write(Uint8Array.of(22, 3, 3, 0x40, 1, 2)));
		const { failure, text } = await recordExchange(port, authority);
		expect(failure).toMatch(/a record of 16385 bytes is longer than the 16384/);
		expect(text).toContain("6 bytes of a record that never became whole");
	});
	it("tells a peer that hangs up", async () => {
		const port = await servers.plain(peer => peer.once("data", () => peer.end()));
		expect((await recordExchange(port, authority)).failure).toBe("the broker ended the connection in the TLS handshake, without saying why");
	});
	it("tells a peer that resets the connection", async () => {
		const port = await servers.plain(peer => peer.once("data", () => peer.resetAndDestroy()));
		expect((await recordExchange(port, authority)).failure).toBe("the broker broke the connection (ECONNRESET) in the TLS handshake");
	});
	it("doesn't wait for ever", async () => {
		const port = await servers.plain(() => {});
		const { failure } = await recordExchange(port, authority, { deadline: 100 });
		expect(failure).toBe("the deadline of 0.1 s passed in the TLS handshake");
	});
	it("tells a port where nobody listens", async () => {
		const port = await servers.plain(() => {});
		await servers.close();
		expect((await recordExchange(port, authority)).failure).toBe("the broker is not reachable: nothing listens there");
	});
	it("stops a broker that never ends", async () => {
		const flood = Buffer.concat(Array.from({ length: 300 }, () => Buffer.concat([Uint8Array.of(22, 3, 3, 0x10, 0), Buffer.alloc(4_096, 2)])));
		const port = await servers.plain(peer => peer.write(flood));
		const { failure, records } = await recordExchange(port, authority);
		expect(failure).toMatch(/handshake message 2 of 131586 bytes is longer than the \d+ that the gateway has room for/);
		expect(bytesOf(records, "received")).toBeLessThanOrEqual(1_048_576);
	});
});

describe.each(["EC", "RSA"] as const)("an exchange with a broker that has an %s key", key => {
	let broker: EmbeddedBroker;
	beforeEach(async () => {
		const own = await authority.issue({ names: ["localhost"], addresses: ["127.0.0.1"], key });
		broker = new EmbeddedBroker({ certificate: own.certificate, key: own.key, user: "gateway", password: "correct" });
		await broker.start();
	});
	afterEach(() => broker.stop());

	it("has every message, in order", async () => {
		const { failure, records } = await recordExchange(broker.port, authority, { user: "gateway", password: "correct" });
		expect(failure).toBeUndefined();
		expect(messageNames(records).slice(0, 16)).toEqual([...HANDSHAKE, ...CONVERSATION]);
		expect(records.every(({ cover }) => cover !== "sealed")).toBe(true);
		expect(broker.connects).toEqual(["narrator"]);
	});
	it("describes them", async () => {
		const { text, verdicts } = await recordExchange(broker.port, authority, { host: "localhost", user: "gateway", password: "correct" });
		for (const line of [
			"server_name, 14 bytes: localhost",
			"cipher suites, 3",
			"supported_groups, 6 bytes: secp256r1 (P-256), secp384r1 (P-384)",
			"signature_algorithms, 14 bytes: ECDSA with SHA-256, RSA with SHA-256, ECDSA with SHA-384",
			`cipher suite TLS_ECDHE_${key === "EC" ? "ECDSA" : "RSA"}_WITH_AES_128_GCM_SHA256`,
			"names      localhost, 127.0.0.1",
			`key        ${key === "EC" ? "EC P-256" : "RSA 2048"}`,
			"(29 days left)",
			"key share of 65 bytes, an uncompressed point",
			`signature ${key === "EC" ? "ECDSA" : "RSA"} with SHA-256, `,
			"Finished, 16 bytes encrypted in a record of 45",
			"user gateway",
			"password of 7 bytes, not shown here",
			"MQTT CONNACK, 4 bytes encrypted in a record of 33: return code 0, accepted",
			"warning, alert 0, close_notify",
		])
			expect(text).toContain(line);
		expect(text).not.toContain("correct");
		expect(verdicts[1]).toContain("trust anchor CN=Narrated authority");
		expect(verdicts).toHaveLength(4);
	});
	it("tells why MQTT was refused", async () => {
		const { failure } = await recordExchange(broker.port, authority);
		expect(failure).toBe("TLS is fine, but the broker answered CONNECT with return code 4, refused: bad user name or password; give --user and a password");
	});
});

describe("an exchange", () => {
	it("accounts for every byte that the broker saw", async () => {
		const { failure, records } = await recordExchange(await secure({ maxVersion: "TLSv1.2" }), authority);
		await pause(20);
		expect(failure).toBeUndefined();
		const [peer] = servers.peers;
		expect(bytesOf(records, "sent")).toBe(peer!.bytesRead);
		expect(bytesOf(records, "received")).toBe(peer!.bytesWritten);
		for (const { bytes, cover, messages } of records) {
			const content = messages.reduce((sum, { length }) => sum + length!, 0);
			expect(bytes.length).toBe(5 + content + (cover === "clear" ? 0 : 24));
		}
	});
	it("goes on where a broker only asks for a client certificate", async () => {
		const { failure, records } = await recordExchange(await secure({ requestCert: true, rejectUnauthorized: false, maxVersion: "TLSv1.2" }), authority);
		expect(failure).toBeUndefined();
		expect(messageNames(records).slice(0, 7)).toEqual([...HANDSHAKE.slice(0, 4), "← CertificateRequest", "← ServerHelloDone", "→ Certificate"]);
	});
	it("offers what the chip offers, and what Node can't leave out", async () => {
		const { records } = await recordExchange(await secure(), authority, { host: "localhost" });
		const [hello] = records[0]!.messages;
		const list = (title: string) => hello!.entries.find(({ text }) => text.startsWith(title))!.entries!.map(({ text }) => text.split(/[ ,]/)[0]);
		expect(list("cipher suites")).toEqual(["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"]);
		expect(list("extensions").sort()).toEqual(["ec_point_formats", "server_name", "signature_algorithms", "supported_groups"]);
	});
});
