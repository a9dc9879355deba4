/** Characters of a text from outside that a reason shows. */
const SHOWN = 32;

/** The text in quotes, and no more of it than belongs into a reason. */
export const excerpt = (text: string): string => {
	return JSON.stringify(text.length > SHOWN ? text.slice(0, SHOWN) + "…" : text);
};
