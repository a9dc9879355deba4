/**
 * What keeps `text` from going into MQTT or onto the console, for people; undefined if nothing does: control characters,
 * NUL among them, and halves of surrogate pairs (MQTT 3.1.1, 1.5.3).
 */
export const textProblem = (text: string): string | undefined => {
	for (const character of text) {
		const code = character.codePointAt(0)!;
		if (code < 0x20 || (code >= 0x7f && code <= 0x9f))
			return `has the control character U+${code.toString(16).toUpperCase().padStart(4, "0")} in it`;
		if (code >= 0xd800 && code <= 0xdfff)
			return "has half a surrogate pair in it";
	}
	return undefined;
};
