import { X509Certificate, createPrivateKey } from "node:crypto";
import { connect, createServer, type TLSSocket } from "node:tls";
import type { AddressInfo } from "node:net";
import { Authority } from "./authority";

/** Milliseconds: RSA keys take a while on a busy machine. */
const PATIENCE = 20_000;

describe.each(["EC", "RSA"] as const)("a test authority with %s keys", key => {
	test("issues a certificate that its root verifies, for the names and addresses asked for", async () => {
		const authority = await Authority.create({ name: "Test CA", key });
		const identity = await authority.issue({ names: ["localhost", "broker.test"], addresses: ["127.0.0.1"] });
		const root = new X509Certificate(authority.der), leaf = new X509Certificate(identity.certificate);
		expect(root.subject).toBe("CN=Test CA");
		expect(root.ca).toBe(true);
		expect(leaf.ca).toBe(false);
		expect(leaf.checkIssued(root) && leaf.verify(root.publicKey)).toBe(true);
		expect(leaf.checkHost("broker.test")).toBe("broker.test");
		expect(leaf.checkIP("127.0.0.1")).toBe("127.0.0.1");
		expect(leaf.checkPrivateKey(createPrivateKey(identity.key))).toBe(true);
	}, PATIENCE);
	test("makes what a TLS server and its client agree on", async () => {
		const authority = await Authority.create({ key });
		const identity = await authority.issue({ names: ["localhost"] });
		const server = createServer({ cert: identity.certificate, key: identity.key }, socket => socket.end()).listen(0, "127.0.0.1");
		await new Promise(resolve => server.once("listening", resolve));
		const { port } = server.address() as AddressInfo;
		const authorized = await new Promise<boolean>((resolve, reject) => {
			const socket: TLSSocket = connect({ port, host: "127.0.0.1", servername: "localhost", ca: authority.certificate }, () => {
				resolve(socket.authorized);
				socket.destroy();
			});
			socket.once("error", reject);
		});
		await new Promise(resolve => server.close(resolve));
		expect(authorized).toBe(true);
	}, PATIENCE);
});

test("a certificate's dates are those asked for", async () => {
	const authority = await Authority.create();
	const notBefore = new Date("2020-01-01T00:00:00Z"), notAfter = new Date("2020-02-01T00:00:00Z");
	const { certificate } = await authority.issue({ names: ["expired.test"], notBefore, notAfter });
	expect(new Date(new X509Certificate(certificate).validFrom)).toEqual(notBefore);
	expect(new Date(new X509Certificate(certificate).validTo)).toEqual(notAfter);
});
