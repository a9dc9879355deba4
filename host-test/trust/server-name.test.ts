import { handmade, make, rawExtension, type Order } from "./certificate-maker";
import { testCases, type ChainCase } from "./chain-cases";
import { commonName, element, extension, sequence } from "./der-writer";

/** A case of a lone leaf. */
function named(name: string, host: string, order: Order, expect: ChainCase["expect"], rest: Partial<ChainCase> = {}): ChainCase {
	return { name, expect, input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true });
		return { chain: [await make({ issuer: anchor, ...order })], anchors: [anchor], host };
	}, ...rest };
}
const offers = (...names: string[]): Order => ({ names });

testCases("the broker's name", [
	named("is the DNS name", "mqtt.example.com", offers("mqtt.example.com"), "accepted"),
	named("is the second of three", "b.test", offers("a.test", "b.test", "c.test"), "accepted"),
	named("is compared without regard to case", "MQTT.Example.com", offers("mqtt.eXAMPLE.COM"), "accepted"),
	named("may end with a dot where it is asked for", "broker.test.", offers("broker.test"), "accepted"),
	named("must not end with a dot in the certificate", "broker.test", offers("broker.test."), "name mismatch"),
	named("may be a single label", "broker", offers("broker"), "accepted"),
	named("has an underscore", "my_broker.local", offers("my_broker.local"), "name mismatch", {
		openssl: "accepted", why: "stricter: RFC 5280 §4.2.1.6 allows none, and neither does `broker=`",
	}),
	named("is beside one with an underscore", "broker.local", offers("my_broker", "broker.local"), "accepted"),
	named("is another", "broker.test", offers("other.test"), "name mismatch", {
		facts: reason => expect(reason).toEqual({ code: "name mismatch", wanted: "broker.test", offered: ["other.test"], commonName: "Broker" }),
	}),
	named("is only the end of the certificate's", "broker.test", offers("mqtt.broker.test"), "name mismatch"),
	named("has only the end of the certificate's", "mqtt.broker.test", offers("broker.test"), "name mismatch"),
	named("is only in the common name", "broker.test", { subject: "CN=broker.test", names: [] }, "name mismatch", {
		openssl: "accepted", why: "stricter: OpenSSL falls back to the common name where there is no DNS name; RFC 9525 §2 forbids that",
		facts: reason => expect(reason).toMatchObject({ offered: [], commonName: "broker.test" }),
	}),
	named("is in the common name beside another DNS name", "broker.test", { subject: "CN=broker.test", names: ["other.test"] }, "name mismatch"),
	named("is only an e-mail address", "broker.test", { names: [], extra: [
		rawExtension("2.5.29.17", false, sequence(element(0x81, "me@broker.test"))),
	] }, "name mismatch"),
	named("is not one at all", "", offers("broker.test"), "name mismatch", { openssl: "accepted", why: "stricter: an empty -verify_hostname asks OpenSSL for nothing" }),
	named("has an empty label", "a..test", offers("a..test"), "name mismatch", { openssl: "accepted", why: "stricter: what is no host name matches nothing" }),
	named("is an A-label", "xn--bcher-kva.example", offers("xn--bcher-kva.example"), "accepted"),
	named("has a NUL in the certificate", "broker.test", { names: [], extra: [
		rawExtension("2.5.29.17", false, sequence(element(0x82, "broker.test\x00.evil.test"))),
	] }, "name mismatch"),
	{ name: "is in an intermediate only", expect: "name mismatch", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true }), middle = await make({ subject: "CN=Middle", ca: true, issuer: anchor, names: ["broker.test"] });
		return { chain: [await make({ issuer: middle, names: ["other.test"] }), middle], anchors: [anchor] };
	} },
	{ name: "is in another certificate of the same issuer only", expect: "name mismatch", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true });
		return { chain: [await make({ issuer: anchor, names: ["other.test"] }), await make({ issuer: anchor })], anchors: [anchor] };
	} },
	{ name: "is in a critical extension of a leaf without subject", expect: "accepted", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true });
		return { chain: [await handmade(anchor, { subject: sequence(), extensions: [extension("2.5.29.17", true, sequence(element(0x82, "broker.test")))] })], anchors: [anchor] };
	} },
]);

testCases("a wildcard", [
	named("covers one label", "mqtt.example.com", offers("*.example.com"), "accepted"),
	named("covers a label that is an A-label", "xn--bcher-kva.example.com", offers("*.example.com"), "accepted"),
	named("is compared without regard to case", "MQTT.EXAMPLE.com", offers("*.Example.COM"), "accepted"),
	named("does not cover two labels", "a.b.example.com", offers("*.example.com"), "name mismatch"),
	named("does not cover no label", "example.com", offers("*.example.com"), "name mismatch"),
	named("does not cover a whole top level", "example.com", offers("*.com"), "name mismatch"),
	named("does not cover the local domain", "broker.local", offers("*.local"), "name mismatch"),
	named("does not cover everybody's domains of a country", "example.co.uk", offers("*.co.uk"), "name mismatch", {
		openssl: "accepted", why: "stricter: nobody may be given that name; OpenSSL counts labels only",
	}),
	named("covers a label of such a domain", "mqtt.example.co.uk", offers("*.example.co.uk"), "accepted"),
	named("alone covers nothing", "broker", offers("*"), "name mismatch"),
	named("alone does not cover a domain either", "broker.test", offers("*"), "name mismatch"),
	named("as part of a label covers nothing", "broker1.example.com", offers("broker*.example.com"), "name mismatch", {
		openssl: "accepted", why: "stricter: RFC 9525 §6.3 wants \"*\" to be a whole label; OpenSSL also takes it as part of one",
	}),
	named("before the end of a label covers nothing", "mybroker.example.com", offers("*broker.example.com"), "name mismatch", {
		openssl: "accepted", why: "stricter, as above",
	}),
	named("in the second label covers nothing", "mqtt.a.example.com", offers("mqtt.*.example.com"), "name mismatch"),
	named("twice covers nothing", "a.b.example.com", offers("*.*.example.com"), "name mismatch"),
	named("does not cover an address", "10.0.0.1", offers("*.0.0.1"), "name mismatch"),
	named("is not asked for", "*.example.com", offers("*.example.com"), "name mismatch", {
		openssl: "accepted", why: "stricter: what is no host name matches nothing",
	}),
]);

testCases("the broker's address", [
	named("is the IPv4 address", "192.0.2.7", { addresses: ["192.0.2.7"] }, "accepted"),
	named("is the IPv6 address", "2001:db8::7", { addresses: ["2001:db8::7"] }, "accepted"),
	named("is the IPv6 address, written at length", "2001:0DB8:0:0:0:0:0:7", { addresses: ["2001:db8::7"] }, "accepted"),
	named("is beside a name", "192.0.2.7", { names: ["broker.test"], addresses: ["192.0.2.7"] }, "accepted"),
	named("is another", "192.0.2.8", { addresses: ["192.0.2.7"] }, "name mismatch", {
		facts: reason => expect(reason).toMatchObject({ wanted: "192.0.2.8", offered: ["192.0.2.7"] }),
	}),
	named("is another IPv6 address", "2001:db8::8", { addresses: ["2001:db8::7"] }, "name mismatch"),
	named("is only spelt in a DNS name", "192.0.2.7", offers("192.0.2.7"), "name mismatch"),
	named("is only spelt in a DNS name, IPv6", "2001:db8::7", { names: [], extra: [
		rawExtension("2.5.29.17", false, sequence(element(0x82, "2001:db8::7"))),
	] }, "name mismatch"),
	named("is only in the common name", "192.0.2.7", { subject: "CN=192.0.2.7", names: [] }, "name mismatch"),
	named("is IPv4, the certificate's the same mapped into IPv6", "192.0.2.7", { addresses: ["::ffff:192.0.2.7"] }, "name mismatch"),
	named("is mangled", "192.0.2.07", offers("192.0.2.07"), "name mismatch", {
		openssl: "accepted", why: "stricter: a name that ends with a number is no host name, and might be an address for somebody else",
	}),
	named("is the text of a name's bytes", "broker.test", { addresses: ["192.0.2.7"] }, "name mismatch"),
	{ name: "is in a hand-made extension of 16 bytes", expect: "accepted", input: async () => {
		const anchor = await make({ subject: "CN=Root", ca: true });
		const leaf = await handmade(anchor, { subject: commonName("x"), extensions: [extension("2.5.29.17", false, sequence(element(0x87, "\x20\x01\x0d\xb8" + "\x00".repeat(11) + "\x01")))] });
		return { chain: [leaf], anchors: [anchor], host: "2001:db8::1" };
	} },
]);
