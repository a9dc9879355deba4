import type { Attack } from "./attack";
import { certificateAttacks } from "./certificate-attacks";
import { handshakeAttacks } from "./handshake-attacks";
import { honestServers, recordAttacks } from "./record-attacks";

export const attacks: readonly Attack[] = [...certificateAttacks, ...handshakeAttacks, ...recordAttacks];

export { honestServers };
