/** A duration in words that a person reads at a glance: "350 ms", "2.4 s", "90 s", "45 min", "30 h", "89 days". */
export const describeDuration = (milliseconds: number): string => {
	if (milliseconds < 0)
		return "-" + describeDuration(-milliseconds);
	if (milliseconds < 1_000)
		return `${Math.round(milliseconds)} ms`;
	const seconds = milliseconds / 1_000;
	if (seconds < 10)
		return `${Math.round(seconds * 10) / 10} s`;
	if (seconds < 120)
		return `${Math.round(seconds)} s`;
	if (seconds < 7_200)
		return `${Math.round(seconds / 60)} min`;
	if (seconds < 172_800)
		return `${Math.round(seconds / 3_600)} h`;
	return `${Math.floor(seconds / 86_400)} days`;
};
