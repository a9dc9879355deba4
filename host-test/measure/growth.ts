/** Slope of the straight line through `points` that errs least (least squares), in y for one x; 0 for fewer than two. */
export function growth(points: readonly (readonly [x: number, y: number])[]): number {
	const count = points.length;
	const mean = (index: 0 | 1) => points.reduce((sum, point) => sum + point[index], 0) / count;
	const [x, y] = [mean(0), mean(1)];
	const spread = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
	return spread > 0 ? points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / spread : 0;
}
