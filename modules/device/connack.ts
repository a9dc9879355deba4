/** CONNACK return codes (MQTT 3.1.1, table 3.1), each with what to do about it. */
const REFUSALS = Object.freeze([
	"",
	"unacceptable protocol version (1): it does not speak MQTT 3.1.1",
	"identifier rejected (2): give another clientId",
	"server unavailable (3)",
	"bad user name or password (4): check user and pass",
	"not authorized (5): check user and pass, and what the broker allows this user",
]);

/** Why the broker refused the connection. */
export function describeRefusal(returnCode: number): string {
	return REFUSALS[returnCode] ?? `return code ${returnCode}, which MQTT 3.1.1 does not know`;
}

/** Only "server unavailable" goes away by itself. */
export function isLasting(returnCode: number): boolean {
	return returnCode !== 3;
}
