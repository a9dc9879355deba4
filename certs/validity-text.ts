import { expiryLevel, GOOD, SOON } from "../modules/trust/expiry";

export const DAY = 86_400_000;

/** "2026-01-31 23:59:59 UTC", or the day only. */
export function timeText(time: number, dayOnly = false): string {
	if (!(Math.abs(time) <= 8.64e15))
		return "no time at all";
	const text = new Date(time).toISOString();
	return dayOnly ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`;
}

/** "213 days left", "expired 3 days ago", "valid in 2 days". */
export function remainingText({ notAfter, notBefore }: { readonly notBefore: number; readonly notAfter: number }, now: number): string {
	if (now < notBefore)
		return `valid in ${days(notBefore - now)}`;
	return now > notAfter ? `expired ${days(now - notAfter)} ago` : `${days(notAfter - now)} left`;
}

function days(duration: number): string {
	const count = Math.floor(duration / DAY);
	return count === 0 ? "less than a day" : count === 1 ? "1 day" : `${count} days`;
}

/** A sentence about what the gateway warns of, too; undefined before, and where it has expired. */
export function expiryWarning(what: string, life: { readonly notBefore: number; readonly notAfter: number }, now: number): string | undefined {
	const { notAfter } = life, left = notAfter - now, level = expiryLevel(life, now), when = timeText(notAfter);
	if (left < 0 || level === GOOD)
		return undefined;
	if (left < DAY)
		return `${what} expires within a day, on ${when}: from then on the gateway refuses the broker.`;
	return `${what} expires in ${days(left)}, on ${when}: its renewal ${level === SOON ? "is due" : "is overdue"}.`;
}
