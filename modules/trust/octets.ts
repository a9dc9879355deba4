/**
 * True where `length` bytes of `a` from `i` on are those of `b` from `j` on. Not in constant time: nothing that is
 * compared here is secret.
 */
export const sameRange = (a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number, length: number): boolean => {
	while (length > 0 && a[i] === b[j]) {
		i++;
		j++;
		length--;
	}
	return length <= 0;
};

/** True where both hold the same bytes. */
export const sameOctets = (a: ArrayLike<number>, b: ArrayLike<number>): boolean => {
	return a.length === b.length && sameRange(a, 0, b, 0, a.length);
};
