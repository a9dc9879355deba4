import { make, rawExtension, x509, type Order } from "./certificate-maker";
import { testCases, type ChainCase } from "./chain-cases";
import { NULL, element, extension, identifier, sequence, set } from "./der-writer";

const email = (name: string) => element(0x81, name);
const dns = (name: string) => element(0x82, name);
const address = (...bytes: number[]) => element(0x87, Uint8Array.from(bytes));
/** directoryName of attributes of 2.5.4. */
const directory = (...attributes: [number, string][]) => element(0xa4, sequence(...attributes.map(([number, value]) =>
	set(sequence(identifier(`2.5.4.${number}`), element(0x0c, value))))));
const trees = (tag: number, names: readonly Uint8Array[]) => names.length ? [element(tag, ...names.map(name => sequence(name)))] : [];
const constraints = (permitted: readonly Uint8Array[], excluded: readonly Uint8Array[] = [], critical = true): x509.Extension =>
	rawExtension("2.5.29.30", critical, sequence(...trees(0xa0, permitted), ...trees(0xa1, excluded)));

/** A case of a leaf below an intermediate CA with these constraints. */
function below(name: string, constraint: x509.Extension, leaf: Order & { host?: string }, expect: ChainCase["expect"], rest: Partial<ChainCase> = {}): ChainCase {
	return { name, expect, input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true });
		const middle = await make({ subject: "CN=Middle", ca: true, issuer: anchor, extra: [constraint] });
		return { chain: [await make({ issuer: middle, ...leaf }), middle], anchors: [anchor], host: leaf.host };
	}, ...rest };
}
const withEmail = (name: string): Order => ({ names: [], extra: [rawExtension("2.5.29.17", false, sequence(dns("broker.test"), email(name)))] });
const named = (...names: string[]): Order => ({ names: ["broker.test", ...names] });

testCases("constraints of DNS names", [
	below("permit the name itself", constraints([dns("broker.test")]), {}, "accepted"),
	below("permit what is below", constraints([dns("test")]), {}, "accepted"),
	below("permit without regard to case", constraints([dns("TEST")]), { names: ["broker.Test"] }, "accepted"),
	below("permit one of several", constraints([dns("a.test"), dns("broker.test")]), {}, "accepted"),
	below("permit everything by an empty tree", constraints([dns("")]), {}, "accepted"),
	below("with a dot in front are not allowed", constraints([dns(".test")]), {}, "breaks RFC 5280", {
		openssl: "accepted", why: "stricter: RFC 5280 §4.2.1.10 has the dot for URIs only, and others take it in two ways",
		facts: reason => expect(reason).toMatchObject({ certificate: { position: 1 }, what: "nameConstraints has a DNS name that begins with a dot" }),
	}),
	below("with a dot in front exclude nothing safely", constraints([], [dns(".example.com")]), {}, "breaks RFC 5280", { openssl: "accepted", why: "as above" }),
	below("don't permit a name that begins with a dot", constraints([dns("test")]), named(".test"), "name constraint", {
		openssl: "accepted", why: "stricter: what is no name is in no permitted tree; OpenSSL compares it as text",
		facts: reason => expect(reason).toMatchObject({ name: ".test" }),
	}),
	below("don't permit a name with an empty label", constraints([dns("test")]), named("a..test"), "name constraint", { openssl: "accepted", why: "as above" }),
	below("exclude a name that ends with a dot", constraints([], [dns("evil.com")]), named("evil.com."), "name constraint", { openssl: "accepted", why: "as above" }),
	below("that exclude addresses leave what is no name alone", constraints([], [address(192, 0, 2, 0, 255, 255, 255, 0)]), named(".test"), "accepted"),
	below("don't permit another name", constraints([dns("example.com")]), {}, "name constraint", {
		facts: reason => expect(reason).toMatchObject({ authority: { position: 1 }, certificate: { position: 0 }, name: "broker.test" }),
	}),
	below("don't permit a name that only ends alike", constraints([dns("oker.test")]), {}, "name constraint"),
	below("don't permit a second name that is outside", constraints([dns("broker.test")]), named("other.test"), "name constraint"),
	below("exclude a name", constraints([], [dns("broker.test")]), {}, "name constraint"),
	below("exclude what is below", constraints([], [dns("test")]), {}, "name constraint"),
	below("exclude from what they permit", constraints([dns("test")], [dns("broker.test")]), {}, "name constraint"),
	below("exclude other names", constraints([], [dns("other.test")]), {}, "accepted"),
	below("permit a wildcard within", constraints([dns("example.test")]), { names: ["*.example.test"], host: "a.example.test" }, "accepted"),
	below("don't permit a wildcard that reaches out", constraints([dns("a.example.test")]), { names: ["*.example.test"], host: "a.example.test" }, "name constraint"),
	below("exclude a wildcard that reaches in", constraints([], [dns("a.example.test")]), { names: ["*.example.test"], host: "b.example.test" }, "name constraint", {
		openssl: "accepted", why: "stricter: the wildcard would vouch for the excluded name; OpenSSL compares it as text",
	}),
	below("don't exclude a wildcard that can't reach in", constraints([], [dns("a.b.example.test")]), { names: ["*.example.test"], host: "b.example.test" }, "accepted"),
	below("don't exclude a wildcard of another domain that is as long", constraints([], [dns("a.exbmple.test")]), { names: ["*.example.test"], host: "b.example.test" }, "accepted"),
	below("hold for a leaf that has its issuer's name", constraints([dns("example.com")]), { subject: "CN=Middle" }, "name constraint", {
		facts: reason => expect(reason).toMatchObject({ certificate: { position: 0 }, name: "broker.test" }),
	}),
	below("must be critical", constraints([dns("test")], [], false), {}, "breaks RFC 5280", {
		openssl: "accepted", why: "stricter: RFC 5280 §4.2.1.10; OpenSSL looks with -x509_strict only",
		facts: reason => expect(reason).toMatchObject({ certificate: { position: 1 }, what: "nameConstraints must be critical" }),
	}),
	below("don't hold for addresses", constraints([dns("example.com")]), { names: ["example.com"], addresses: ["192.0.2.1"], host: "192.0.2.1" }, "accepted"),
	below("don't hold for the common name", constraints([dns("example.com")]), { subject: "CN=other.test", addresses: ["192.0.2.1"], host: "192.0.2.1" }, "accepted", {
		openssl: "refused", why: "laxer: the common name is never a name here; OpenSSL takes it for one where there is no DNS name",
	}),
	{ name: "of two CAs hold both", expect: "name constraint", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true, extra: [constraints([dns("a.test")])] });
		const middle = await make({ subject: "CN=Middle", ca: true, issuer: anchor, extra: [constraints([dns("test")])] });
		return { chain: [await make({ issuer: middle }), middle], anchors: [anchor] };
	}, facts: reason => expect(reason).toMatchObject({ authority: { position: -1 } }) },
	{ name: "of the anchor hold for an intermediate's name too", expect: "name constraint", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true, extra: [constraints([dns("broker.test")])] });
		const middle = await make({ subject: "CN=Middle", ca: true, issuer: anchor, names: ["other.test"] });
		return { chain: [await make({ issuer: middle }), middle], anchors: [anchor] };
	}, facts: reason => expect(reason).toMatchObject({ certificate: { position: 1 }, name: "other.test" }) },
	{ name: "don't hold for a CA that issued itself a new key", expect: "accepted", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true });
		const old = await make({ subject: "CN=Middle", ca: true, issuer: anchor, extra: [constraints([directory([3, "Broker"])])] });
		const next = await make({ subject: "CN=Middle", ca: true, issuer: old });
		return { chain: [await make({ issuer: next }), next, old], anchors: [anchor] };
	} },
	below("on the leaf are not allowed", constraints([dns("broker.test")]), { extra: [constraints([dns("broker.test")])] }, "breaks RFC 5280", {
		openssl: "accepted", why: "stricter: RFC 5280 §4.2.1.10 has them in CA certificates only",
		facts: reason => expect(reason).toMatchObject({ certificate: { position: 0 }, what: "it has nameConstraints without being a CA" }),
	}),
	{ name: "that are wrong in a certificate off the path harm nobody", expect: "accepted", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true });
		return { chain: [await make({ issuer: anchor }), await make({ subject: "CN=Other", ca: true, extra: [constraints([dns(".test")], [], false)] })], anchors: [anchor] };
	} },
]);

testCases("constraints of addresses", [
	below("permit a network", constraints([address(192, 0, 2, 0, 255, 255, 255, 0)]), { addresses: ["192.0.2.9"], host: "192.0.2.9" }, "accepted"),
	below("don't permit another network", constraints([address(192, 0, 2, 0, 255, 255, 255, 0)]), { addresses: ["192.0.3.9"], host: "192.0.3.9" }, "name constraint"),
	below("exclude a network", constraints([], [address(192, 0, 2, 0, 255, 255, 255, 0)]), { addresses: ["192.0.2.9"], host: "192.0.2.9" }, "name constraint"),
	below("exclude all of IPv4, not IPv6", constraints([], [address(0, 0, 0, 0, 0, 0, 0, 0)]), { addresses: ["2001:db8::1"], host: "2001:db8::1" }, "accepted"),
	below("permit an IPv6 network", constraints([address(0x20, 1, 0xd, 0xb8, ...Array<number>(12).fill(0), 255, 255, 255, 255, ...Array<number>(12).fill(0))]),
		{ addresses: ["2001:db8::1"], host: "2001:db8::1" }, "accepted"),
	below("of IPv6 only don't permit IPv4", constraints([address(...Array<number>(32).fill(0))]), { addresses: ["192.0.2.9"], host: "192.0.2.9" }, "name constraint"),
	below("of 5 bytes", constraints([address(1, 2, 3, 4, 5)]), {}, "malformed", {
		openssl: "accepted", why: "stricter: OpenSSL looks only where there is an address to compare",
	}),
]);

testCases("constraints of directory names", [
	below("permit a subject within", constraints([directory([10, "Test"])]), { subject: "O=Test, CN=Broker" }, "accepted"),
	below("permit without regard to case and spaces", constraints([directory([10, "test  org"])]), { subject: "O=Test Org, CN=Broker" }, "accepted"),
	below("don't permit a subject outside", constraints([directory([10, "Test"])]), { subject: "O=Other, CN=Broker" }, "name constraint", {
		facts: reason => expect(reason).toMatchObject({ name: "CN=Broker, O=Other" }),
	}),
	below("don't permit a subject above", constraints([directory([10, "Test"], [11, "Unit"])]), { subject: "O=Test" }, "name constraint"),
	below("exclude a subject", constraints([], [directory([10, "Test"])]), { subject: "O=Test, CN=Broker" }, "name constraint"),
	below("don't exclude another", constraints([], [directory([10, "Other"])]), { subject: "O=Test, CN=Broker" }, "accepted"),
	below("exclude a directory name in subjectAltName", constraints([], [directory([10, "Test"])]), { names: [], extra: [
		rawExtension("2.5.29.17", false, sequence(dns("broker.test"), directory([10, "Test"]))),
	] }, "name constraint"),
]);

testCases("constraints of other forms", [
	below("that no name has permit", constraints([email("example.com")]), {}, "accepted"),
	below("that no name has exclude nothing", constraints([], [element(0xa0, identifier("1.2.3"), element(0xa0, NULL))]), {}, "accepted"),
	below("that no name has, beside one that is violated", constraints([email("example.com"), dns("x.test")]), {}, "name constraint"),
	below("permit no e-mail address, even within", constraints([email("example.com")]), withEmail("me@example.com"), "name constraint", {
		openssl: "accepted", why: "stricter: there is no rule for other forms here, and RFC 5280 §4.2.1.10 then wants a refusal; OpenSSL has one for e-mail addresses",
		facts: reason => expect(reason).toMatchObject({ name: "me@example.com" }),
	}),
	below("exclude every e-mail address", constraints([], [email("example.com")]), withEmail("me@other.test"), "name constraint", {
		openssl: "accepted", why: "as above",
	}),
	{ name: "hold for a subject without alternative names, which may have an e-mail address", expect: "name constraint", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true, extra: [constraints([email("example.com")])] });
		const middle = await make({ subject: "CN=Middle, E=me@other.test", ca: true, issuer: anchor });
		return { chain: [await make({ issuer: middle }), middle], anchors: [anchor] };
	} },
	below("with a minimum", rawExtension("2.5.29.30", true, sequence(element(0xa0, sequence(dns("test"), element(0x80, "\x01"))))), {}, "breaks RFC 5280"),
	below("with a maximum", rawExtension("2.5.29.30", true, sequence(element(0xa0, sequence(dns("test"), element(0x81, "\x01"))))), {}, "breaks RFC 5280"),
	below("that are empty", rawExtension("2.5.29.30", true, sequence()), {}, "malformed", {
		openssl: "accepted", why: "stricter: RFC 5280 §4.2.1.10 forbids it; OpenSSL looks with -x509_strict only",
	}),
	below("with trees in the wrong order", rawExtension("2.5.29.30", true, sequence(element(0xa1, sequence(dns("x"))), element(0xa0, sequence(dns("test"))))), {}, "malformed"),
	{ name: "in their thousands against names in their hundreds", expect: "too complex", openssl: "accepted",
		why: "stricter: 8192 comparisons are the most; OpenSSL allows a million", input: async () => {
			const anchor = await make({ subject: "CN=Root", ca: true });
			const many = (count: number, suffix: string) => Array.from({ length: count }, (_, i) => dns(`${i}.${suffix}`));
			const middle = await make({ subject: "CN=Middle", ca: true, issuer: anchor, extra: [constraints([], many(1000, "example.test"))] });
			const leaf = await make({ issuer: middle, names: [], extra: [rawExtension("2.5.29.17", false, sequence(dns("broker.test"), ...many(20, "broker.test")))] });
			return { chain: [leaf, middle], anchors: [anchor] };
		} },
]);

test("extension() writes what the library reads", () => {
	expect(new x509.Extension(extension("2.5.29.30", true, sequence()) as never).critical).toBe(true);
});
