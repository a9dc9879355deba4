import { preloadMistakes, simulatedRadioMistakes } from "./preload";

test("manifest.json preloads each module of the firmware that has code, in order, and nothing else", () => {
	expect(preloadMistakes()).toEqual([]);
});

test("modules/simulator/radio.json preloads what the simulator's radio reaches, and nothing else", () => {
	expect(simulatedRadioMistakes()).toEqual([]);
});
