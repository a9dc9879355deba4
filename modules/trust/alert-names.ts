/** TLS alert descriptions (RFC 5246 §7.2, RFC 8446 §6), for people. */
const NAMES: Readonly<Record<number, string>> = Object.freeze({
	0: "close_notify",
	10: "unexpected_message",
	20: "bad_record_mac",
	22: "record_overflow",
	40: "handshake_failure: it shares no protocol version, cipher suite or curve with the gateway, or wants a client certificate",
	42: "bad_certificate: it does not take the gateway's certificate",
	43: "unsupported_certificate: it does not take the gateway's kind of certificate",
	44: "certificate_revoked: the gateway's certificate is revoked",
	45: "certificate_expired: the gateway's certificate has expired",
	46: "certificate_unknown: it does not take the gateway's certificate",
	47: "illegal_parameter",
	48: "unknown_ca: it does not know the CA of the gateway's certificate",
	49: "access_denied",
	50: "decode_error",
	51: "decrypt_error",
	70: "protocol_version: it does not speak TLS 1.2",
	71: "insufficient_security: it wants stronger cipher suites than the gateway's",
	80: "internal_error",
	86: "inappropriate_fallback",
	90: "user_canceled",
	100: "no_renegotiation",
	110: "unsupported_extension",
	112: "unrecognized_name: it does not know the host name that the gateway asks for",
	116: "certificate_required: it wants a client certificate, and the gateway has none",
	120: "no_application_protocol",
});

/** Number and meaning: "alert 48, unknown_ca: it does not know …". */
export const describeAlert = (description: number): string => {
	const name = NAMES[description];
	return `alert ${description}` + (name ? `, ${name}` : "");
};
