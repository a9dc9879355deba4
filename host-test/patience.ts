/** Waits until `condition` is true, or throws after `limit` milliseconds. */
export async function until(condition: () => boolean, limit = 3000): Promise<void> {
	for (const end = performance.now() + limit; !condition();) {
		if (performance.now() > end)
			throw new Error(`waited ${limit} ms in vain for ${condition}`);
		await pause(5);
	}
}

export function pause(milliseconds: number): Promise<void> {
	return new Promise(resolve => setTimeout(resolve, milliseconds));
}
