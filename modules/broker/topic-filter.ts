/** Whether a subscription's filter, with its wildcards `+` and `#`, takes a topic ([MQTT-4.7.1-1] to [MQTT-4.7.2-1]). */
export function matchesFilter(filter: string, topic: string): boolean {
	const wild = filter[0] === "#" || filter[0] === "+";
	if (topic[0] === "$" && wild)
		return false;
	let t = 0;
	for (let f = 0; f < filter.length; f++) {
		const character = filter[f];
		if (character === "#")
			return true;
		if (character === "+") {
			while (t < topic.length && topic[t] !== "/")
				t++;
			continue;
		}
		// "a/#" takes "a", too
		if (t === topic.length)
			return character === "/" && filter.slice(f) === "/#";
		if (character !== topic[t++])
			return false;
	}
	return t === topic.length;
}
