import { preloadMistakes } from "./preload";

test("manifest.json preloads each module of the firmware that has code, in order, and nothing else", () => {
	expect(preloadMistakes()).toEqual([]);
});
