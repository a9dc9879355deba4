/** True where both hold the same bytes. Not in constant time: nothing that is compared here is secret. */
export function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
	if (a.length !== b.length)
		return false;
	for (let i = 0; i < a.length; i++) {
		if (a[i] !== b[i])
			return false;
	}
	return true;
}
