export interface Series {
	readonly name: string;
	/** In the order of x. */
	readonly points: readonly (readonly [x: number, y: number])[];
}

export interface PlotOptions {
	readonly title: string;
	/** With its unit. */
	readonly x: string;
	readonly y: string;
	readonly series: readonly Series[];
}

const WIDTH = 900, HEIGHT = 420;
const LEFT = 80, RIGHT = 180, TOP = 40, BOTTOM = 50;
const COLOURS = ["#1b6ca8", "#c8553d", "#4a7c59", "#8a5a9e", "#b8860b", "#555555"];
/** Lines across, at least. */
const TICKS = 4;

/** Round numbers from 0 or below to `maximum` or above. */
export function ticks(minimum: number, maximum: number): number[] {
	const span = Math.max(maximum - minimum, Number.EPSILON), rough = span / TICKS, power = 10 ** Math.floor(Math.log10(rough));
	const step = [1, 2, 5, 10].map(factor => factor * power).filter(each => each <= rough).at(-1) ?? power;
	const first = Math.floor(minimum / step), count = Math.ceil(maximum / step) - first + 1;
	return Array.from({ length: count }, (_none, index) => Number(((first + index) * step).toPrecision(12)));
}

/** A plot of lines as SVG, the y axis from 0 on. Throws a RangeError if there is no point. */
export function plot({ series, title, x, y }: PlotOptions): string {
	const points = series.flatMap(each => each.points);
	if (!points.length)
		throw new RangeError("nothing to plot");
	const across = ticks(Math.min(...points.map(point => point[0])), Math.max(...points.map(point => point[0])));
	const up = ticks(Math.min(0, ...points.map(point => point[1])), Math.max(...points.map(point => point[1])));
	const toX = scale(across, LEFT, WIDTH - RIGHT), toY = scale(up, HEIGHT - BOTTOM, TOP);
	const text = (left: number, top: number, words: string | number, anchor = "start", more = "") =>
		`<text x="${round(left)}" y="${round(top)}" text-anchor="${anchor}"${more}>${escape(String(words))}</text>`;
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
		`<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
		text(LEFT, 24, title, "start", ' font-size="15"'),
		...up.flatMap(value => [
			`<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(toY(value))}" y2="${round(toY(value))}" stroke="#ddd"/>`,
			text(LEFT - 8, toY(value) + 4, value.toLocaleString("en"), "end"),
		]),
		...across.map(value => text(toX(value), HEIGHT - BOTTOM + 18, value.toLocaleString("en"), "middle")),
		text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, x, "middle"),
		text(16, (TOP + HEIGHT - BOTTOM) / 2, y, "middle", ` transform="rotate(-90 16 ${round((TOP + HEIGHT - BOTTOM) / 2)})"`),
		...series.flatMap((each, index) => {
			const colour = COLOURS[index % COLOURS.length];
			return [
				`<polyline fill="none" stroke="${colour}" stroke-width="1.5" points="${each.points.map(([left, top]) => `${round(toX(left))},${round(toY(top))}`).join(" ")}"/>`,
				text(WIDTH - RIGHT + 12, TOP + 12 + index * 18, each.name, "start", ` fill="${colour}"`),
			];
		}),
		"</svg>",
		"",
	].join("\n");
}

function scale(values: readonly number[], from: number, to: number): (value: number) => number {
	const first = values[0]!, span = values.at(-1)! - first || 1;
	return value => from + (value - first) / span * (to - from);
}

const round = (value: number) => Number(value.toFixed(1));

function escape(text: string): string {
	return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
