/** Readings have packet identifiers from 1 to this; the others are for what is in flight once at most. */
export const LAST_READING_ID = 65_000;
/** PUBLISH of the status, when a refusal is to be proved. */
export const CONTROL_ID = 65_001;
export const SUBSCRIBE_ID = 65_002;
export const UNSUBSCRIBE_ID = 65_003;
/** Replies have packet identifiers from this to `LAST_REPLY_ID`. */
export const FIRST_REPLY_ID = 65_100, LAST_REPLY_ID = 65_199;
