import { AUTHORITY, DAY, NOW, handmade, make, type Made } from "./certificate-maker";
import { testCases } from "./chain-cases";
import { commonName, element, integer, sequence } from "./der-writer";

const NONE = new Uint8Array(0);
const root = () => make({ subject: "CN=Root, O=Test", ca: true });
const under = (issuer: Made, subject: string, order = {}) => make({ subject, issuer, ca: true, ...order });
const leafOf = (issuer: Made, order = {}) => make({ issuer, ...order });

/** A chain of `length` certificates below `anchor`, leaf first. */
async function line(anchor: Made, length: number): Promise<Made[]> {
	const chain: Made[] = [];
	for (let i = 1, issuer = anchor; i < length; i++)
		chain.unshift(issuer = await under(issuer, `CN=CA ${i}`));
	return [await leafOf(chain[0] ?? anchor), ...chain];
}

testCases("a path is found", [
	{ name: "a lone leaf signed by an EC anchor", expect: "accepted", input: async () => {
		const anchor = await root();
		return { chain: [await leafOf(anchor)], anchors: [anchor] };
	} },
	{ name: "a lone leaf signed by an RSA anchor", expect: "accepted", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true, key: "RSA 1" });
		return { chain: [await leafOf(anchor, { key: "RSA 2" })], anchors: [anchor] };
	} },
	{ name: "leaf and intermediate, all RSA 2048", expect: "accepted", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true, key: "RSA 1" });
		const middle = await under(anchor, "CN=Middle", { key: "RSA 2" });
		return { chain: [await leafOf(middle, { key: "RSA 3" }), middle], anchors: [anchor] };
	} },
	{ name: "leaf and two intermediates", expect: "accepted", input: async () => {
		const anchor = await root();
		return { chain: await line(anchor, 3), anchors: [anchor] };
	} },
	{ name: "the root is sent too", expect: "accepted", input: async () => {
		const anchor = await root();
		return { chain: [...await line(anchor, 2), anchor], anchors: [anchor] };
	} },
	{ name: "the intermediates come in the wrong order", expect: "accepted", input: async () => {
		const anchor = await root(), [leaf, ...rest] = await line(anchor, 4);
		return { chain: [leaf!, ...rest.reverse()], anchors: [anchor] };
	} },
	{ name: "unrelated certificates are among them", expect: "accepted", input: async () => {
		const anchor = await root(), other = await root(), [leaf, middle] = await line(anchor, 2);
		return { chain: [leaf!, other, await leafOf(other), middle!], anchors: [anchor] };
	} },
	{ name: "the leaf is sent twice", expect: "accepted", input: async () => {
		const anchor = await root(), [leaf, middle] = await line(anchor, 2);
		return { chain: [leaf!, leaf!, middle!], anchors: [anchor] };
	} },
	{ name: "neither anchor nor leaf have key identifiers", expect: "accepted", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true, identifiers: false });
		return { chain: [await leafOf(anchor, { identifiers: false })], anchors: [anchor] };
	} },
	{ name: "only the leaf has key identifiers", expect: "accepted", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true, identifiers: false });
		return { chain: [await leafOf(anchor)], anchors: [anchor] };
	} },
	{ name: "the anchor is an intermediate CA", expect: "accepted", input: async () => {
		const anchor = await under(await root(), "CN=Middle");
		return { chain: [await leafOf(anchor)], anchors: [anchor] };
	} },
	{ name: "the anchor is an intermediate CA that is sent too", expect: "accepted", input: async () => {
		const anchor = await under(await root(), "CN=Middle");
		return { chain: [await leafOf(anchor), anchor], anchors: [anchor] };
	} },
	{ name: "the anchor is of version 1", expect: "accepted", input: async () => {
		const anchor = await handmade(undefined, { version: NONE, rawExtensions: NONE, subject: commonName("Old Root") });
		return { chain: [await leafOf(anchor)], anchors: [anchor] };
	} },
	{ name: "the anchor is of version 2 with unique identifiers", expect: "accepted", openssl: "refused",
		why: "OpenSSL takes version 1 for a CA and version 2 not; neither has basicConstraints, and an anchor is a CA because it was put there",
		input: async () => {
			const anchor = await handmade(undefined, {
				version: element(0xa0, integer(1)), rawExtensions: NONE, between: element(0x81, "\x00\x01"), subject: commonName("Old Root"),
			});
			return { chain: [await leafOf(anchor)], anchors: [anchor] };
		} },
	{ name: "the leaf itself is an anchor, signed by itself", expect: "accepted", input: async () => {
		const leaf = await make({});
		return { chain: [leaf], anchors: [leaf] };
	} },
	{ name: "the leaf itself is an anchor, issued by an unknown CA", expect: "accepted", input: async () => {
		const leaf = await leafOf(await root());
		return { chain: [leaf], anchors: [await root(), leaf] };
	} },
	{ name: "two anchors of one name, the second is the right one", expect: "accepted", input: async () => {
		const old = await root(), anchor = await root();
		return { chain: [await leafOf(anchor)], anchors: [old, anchor] };
	} },
	{ name: "two anchors of one name without key identifiers", expect: "accepted", input: async () => {
		const anchors = [await make({ subject: "CN=Root", ca: true, identifiers: false }), await make({ subject: "CN=Root", ca: true, identifiers: false })];
		return { chain: [await leafOf(anchors[1]!, { identifiers: false })], anchors };
	}, openssl: "refused", why: "OpenSSL takes the first issuer that fits by name and does not come back" },
	{ name: "the intermediate is there twice, first cross-signed by an unknown root", expect: "accepted", input: async () => {
		const anchor = await root(), unknown = await make({ subject: "CN=Unknown", ca: true });
		const dead = await under(unknown, "CN=Middle", { key: "P-256 901" }), good = await under(anchor, "CN=Middle", { key: "P-256 901" });
		return { chain: [await leafOf(dead), dead, good], anchors: [anchor] };
	}, openssl: "refused", why: "OpenSSL follows the first issuer it finds among those sent to its end" },
	{ name: "the intermediate is there twice, first an expired one", expect: "accepted", input: async () => {
		const anchor = await root();
		const old = await under(anchor, "CN=Middle", { key: "P-256 902", notAfter: NOW - DAY }), good = await under(anchor, "CN=Middle", { key: "P-256 902" });
		return { chain: [await leafOf(good), old, good], anchors: [anchor] };
	} },
	{ name: "two CAs that signed each other, one of them also the anchor", expect: "accepted", input: async () => {
		const anchor = await make({ subject: "CN=A", ca: true, key: "P-256 903" });
		const b = await under(anchor, "CN=B", { key: "P-256 904" }), a = await under(b, "CN=A", { key: "P-256 903" });
		return { chain: [await leafOf(b), a, b], anchors: [anchor] };
	} },
	{ name: "an EC leaf, an RSA intermediate and a P-384 anchor", expect: "accepted", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true, key: "P-384" }), middle = await under(anchor, "CN=Middle", { key: "RSA 1" });
		return { chain: [await leafOf(middle), middle], anchors: [anchor] };
	} },
	{ name: "the issuer's name differs in case and spaces", expect: "accepted", input: async () => {
		const anchor = await root();
		return { chain: [await leafOf(anchor, { issuerName: "CN=ROOT, O=\\ test" })], anchors: [anchor] };
	} },
	{ name: "the issuer's name is in another string type", expect: "accepted", input: async () => {
		const anchor = await handmade(undefined, { subject: commonName("Root"), extensions: [AUTHORITY] });
		return { chain: [await handmade(anchor, { issuer: commonName("Root", 0x13), key: "P-256 905" })], anchors: [anchor] };
	} },
	{ name: "a key identifier that differs, with a signature that is right", expect: "accepted", openssl: "refused",
		why: "laxer: RFC 5280 §4.2.1.1 makes key identifiers a help in finding the issuer; the signature decides",
		input: async () => {
			const anchor = await root();
			return { chain: [await leafOf(anchor, { identifiers: "00".repeat(20) })], anchors: [anchor] };
		} },
	{ name: "ten certificates, all on the path", expect: "accepted", input: async () => {
		const anchor = await root();
		return { chain: await line(anchor, 10), anchors: [anchor] };
	} },
]);

testCases("no path is found", [
	{ name: "eleven certificates", expect: "too many certificates", openssl: "accepted", why: "stricter: ten are the most that the device looks at",
		input: async () => {
			const anchor = await root();
			return { chain: await line(anchor, 11), anchors: [anchor] };
		} },
	{ name: "no certificate", expect: "empty chain", openssl: "not asked", input: async () => ({ chain: [], anchors: [await root()] }) },
	{ name: "no anchor", expect: "issuer unknown", input: async () => ({ chain: [await make({})], anchors: [] }) },
	{ name: "an unknown root", expect: "issuer unknown", input: async () => {
		const unknown = await make({ subject: "CN=Unknown", ca: true });
		return { chain: [...await line(unknown, 2), unknown], anchors: [await root()] };
	}, facts: reason => expect(reason).toMatchObject({ issuer: "CN=Unknown", selfIssued: true, anchors: ["O=Test, CN=Root"] }) },
	{ name: "the intermediate is missing", expect: "issuer unknown", input: async () => {
		const anchor = await root(), [leaf] = await line(anchor, 2);
		return { chain: [leaf!], anchors: [anchor] };
	}, facts: reason => expect(reason).toMatchObject({ issuer: "CN=CA 1", certificate: { position: 0, subject: "CN=Broker" }, selfIssued: false }) },
	{ name: "the second of two intermediates is missing", expect: "issuer unknown", input: async () => {
		const anchor = await root(), [leaf, second] = await line(anchor, 3);
		return { chain: [leaf!, second!], anchors: [anchor] };
	}, facts: reason => expect(reason).toMatchObject({ issuer: "CN=CA 1", certificate: { position: 1, subject: "CN=CA 2" } }) },
	{ name: "two unknown CAs that signed each other", expect: "issuer unknown", input: async () => {
		const a = await make({ subject: "CN=A", ca: true, key: "P-256 906" });
		const b = await under(a, "CN=B", { key: "P-256 907" }), a2 = await under(b, "CN=A", { key: "P-256 906" });
		return { chain: [await leafOf(b), a2, b], anchors: [await root()] };
	} },
	{ name: "twenty anchors of the issuer's name and key identifier, none of them the issuer", expect: "too complex", input: async () => {
		const twin = (await root()).key, anchors: Made[] = [];
		for (let i = 0; i < 20; i++)
			anchors.push(await make({ subject: "CN=Root, O=Test", ca: true, identifiers: false }));
		return { chain: [await make({ issuerName: "CN=Root, O=Test", signer: twin }), await make({ subject: "CN=Root, O=Test", ca: true })], anchors };
	} },
	{ name: "the issuer's name is empty", expect: "malformed", input: async () => {
		const anchor = await handmade(undefined, { subject: sequence(), issuer: commonName("x"), extensions: [AUTHORITY] });
		return { chain: [await handmade(anchor, { key: "P-256 908" })], anchors: [anchor] };
	}, openssl: "accepted", why: "stricter: RFC 5280 §4.1.2.4 wants a name there" },
]);
