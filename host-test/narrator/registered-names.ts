import { numberText } from "./description";

type Names = Readonly<Record<number, string>>;

/** From IANA's registry of TLS parameters: what a broker of these years may offer or choose. */
const SUITES: Names = Object.freeze({
	0x000a: "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
	0x002f: "TLS_RSA_WITH_AES_128_CBC_SHA",
	0x0033: "TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
	0x0035: "TLS_RSA_WITH_AES_256_CBC_SHA",
	0x0039: "TLS_DHE_RSA_WITH_AES_256_CBC_SHA",
	0x003c: "TLS_RSA_WITH_AES_128_CBC_SHA256",
	0x003d: "TLS_RSA_WITH_AES_256_CBC_SHA256",
	0x0067: "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256",
	0x006b: "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256",
	0x009c: "TLS_RSA_WITH_AES_128_GCM_SHA256",
	0x009d: "TLS_RSA_WITH_AES_256_GCM_SHA384",
	0x009e: "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
	0x009f: "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
	0x00ff: "TLS_EMPTY_RENEGOTIATION_INFO_SCSV",
	0x1301: "TLS_AES_128_GCM_SHA256",
	0x1302: "TLS_AES_256_GCM_SHA384",
	0x1303: "TLS_CHACHA20_POLY1305_SHA256",
	0x5600: "TLS_FALLBACK_SCSV",
	0xc009: "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
	0xc00a: "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
	0xc013: "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
	0xc014: "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
	0xc023: "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
	0xc024: "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
	0xc027: "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
	0xc028: "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
	0xc02b: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
	0xc02c: "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
	0xc02f: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
	0xc030: "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
	0xcca8: "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
	0xcca9: "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
});

const VERSIONS: Names = Object.freeze({
	0x0300: "SSL 3.0", 0x0301: "TLS 1.0", 0x0302: "TLS 1.1", 0x0303: "TLS 1.2", 0x0304: "TLS 1.3",
});

const EXTENSIONS: Names = Object.freeze({
	0: "server_name", 1: "max_fragment_length", 5: "status_request", 10: "supported_groups", 11: "ec_point_formats",
	13: "signature_algorithms", 16: "application_layer_protocol_negotiation", 18: "signed_certificate_timestamp", 21: "padding",
	22: "encrypt_then_mac", 23: "extended_master_secret", 28: "record_size_limit", 35: "session_ticket", 41: "pre_shared_key",
	43: "supported_versions", 44: "cookie", 45: "psk_key_exchange_modes", 50: "signature_algorithms_cert", 51: "key_share",
	0xff01: "renegotiation_info",
});

const GROUPS: Names = Object.freeze({
	23: "secp256r1 (P-256)", 24: "secp384r1 (P-384)", 25: "secp521r1 (P-521)", 29: "x25519", 30: "x448",
	256: "ffdhe2048", 257: "ffdhe3072", 258: "ffdhe4096",
});

const POINT_FORMATS: Names = Object.freeze({
	0: "uncompressed", 1: "ansiX962_compressed_prime", 2: "ansiX962_compressed_char2",
});

/** RFC 8446 §4.2.3 names pairs of hash and signature anew; these are TLS 1.2's (RFC 5246 §7.4.1.4.1) where it has them. */
const SIGNATURES: Names = Object.freeze({
	0x0101: "RSA with MD5", 0x0201: "RSA with SHA-1", 0x0203: "ECDSA with SHA-1", 0x0301: "RSA with SHA-224", 0x0303: "ECDSA with SHA-224",
	0x0401: "RSA with SHA-256", 0x0403: "ECDSA with SHA-256", 0x0501: "RSA with SHA-384", 0x0503: "ECDSA with SHA-384",
	0x0601: "RSA with SHA-512", 0x0603: "ECDSA with SHA-512", 0x0804: "RSA-PSS with SHA-256", 0x0805: "RSA-PSS with SHA-384",
	0x0806: "RSA-PSS with SHA-512", 0x0807: "Ed25519", 0x0808: "Ed448", 0x0809: "RSA-PSS (own key) with SHA-256",
	0x080a: "RSA-PSS (own key) with SHA-384", 0x080b: "RSA-PSS (own key) with SHA-512",
});

const CERTIFICATE_TYPES: Names = Object.freeze({ 1: "rsa_sign", 2: "dss_sign", 3: "rsa_fixed_dh", 4: "dss_fixed_dh", 64: "ecdsa_sign" });

const HANDSHAKE_MESSAGES: Names = Object.freeze({
	0: "HelloRequest", 1: "ClientHello", 2: "ServerHello", 4: "NewSessionTicket", 11: "Certificate", 12: "ServerKeyExchange",
	13: "CertificateRequest", 14: "ServerHelloDone", 15: "CertificateVerify", 16: "ClientKeyExchange", 20: "Finished", 22: "CertificateStatus",
});

const numbered = (names: Names, value: number, size = 2) => `${names[value] ?? "unknown"} (${numberText(value, size)})`;

export const suiteText = (suite: number) => numbered(SUITES, suite);
export const versionText = (version: number) => numbered(VERSIONS, version);
export const extensionText = (extension: number) => EXTENSIONS[extension] ?? `extension ${numberText(extension)}`;
export const groupText = (group: number) => GROUPS[group] ?? `group ${numberText(group)}`;
export const pointFormatText = (format: number) => POINT_FORMATS[format] ?? `format ${format}`;
export const signatureText = (algorithm: number) => SIGNATURES[algorithm] ?? `algorithm ${numberText(algorithm)}`;
export const certificateTypeText = (type: number) => CERTIFICATE_TYPES[type] ?? `type ${type}`;
export const messageName = (type: number) => HANDSHAKE_MESSAGES[type] ?? `handshake message ${type}`;
