const DAY = 86_400_000;

/** A certificate's life. Times are milliseconds since 1970. */
export interface Expiry {
	readonly notBefore: number;
	readonly notAfter: number;
	/** For people. */
	readonly subject: string;
}

/** How near an end is. */
export const GOOD = 0, SOON = 1, OVERDUE = 2;

/**
 * By the certificate's own life: those who renew by themselves (RFC 8555) do it when a third of it is left, or half where
 * it is short. With less than a fifth left that has plainly not happened, with less than a tenth renewal is overdue. A
 * long life is no reason to speak earlier than 30 and 7 days before its end.
 * @param now milliseconds since 1970
 * @returns GOOD, SOON or OVERDUE
 */
export const expiryLevel = ({ notAfter, notBefore }: Pick<Expiry, "notAfter" | "notBefore">, now: number): number => {
	const life = notAfter - notBefore, left = notAfter - now;
	return left > Math.min(life / 5, 30 * DAY) ? GOOD : left > Math.min(life / 10, 7 * DAY) ? SOON : OVERDUE;
};
