import type { DerReader } from "./der-reader";

const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;

/**
 * Reads a UTCTime or GeneralizedTime as RFC 5280 §4.1.2.5 wants it: to the second, with "Z", without fractions.
 * A GeneralizedTime before 2050 is taken although a UTCTime belongs there: it means the same.
 * @returns milliseconds since 1970
 */
export const readTime = (reader: DerReader): number => {
	const long = reader.peek === GENERALIZED_TIME;
	reader.read(long ? GENERALIZED_TIME : UTC_TIME);
	const bytes = reader.bytes;
	let at = reader.content;
	if (reader.length !== (long ? 15 : 13) || bytes[reader.position - 1] !== 0x5a)
		reader.fail("a time that is not …YYMMDDhhmmssZ");
	let year = pair(reader, at);
	if (long)
		year = year * 100 + pair(reader, at += 2);
	else
		year += year >= 50 ? 1900 : 2000;
	const month = pair(reader, at + 2), day = pair(reader, at + 4);
	const hour = pair(reader, at + 6), minute = pair(reader, at + 8), second = pair(reader, at + 10);
	if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month) || hour > 23 || minute > 59 || second > 59)
		reader.fail("a time that does not exist");
	// Date.UTC takes the years 0 to 99 for 1900 to 1999
	return year < 100 ? Date.UTC(year + 400, month - 1, day, hour, minute, second) - 12622780800000 :
		Date.UTC(year, month - 1, day, hour, minute, second);
};

const daysOf = (year: number, month: number): number => {
	if (month === 2)
		return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
	return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};

const pair = (reader: DerReader, at: number): number => {
	const high = reader.bytes[at]! - 0x30, low = reader.bytes[at + 1]! - 0x30;
	if (high < 0 || high > 9 || low < 0 || low > 9)
		reader.fail("a time with something else than digits");
	return high * 10 + low;
};
