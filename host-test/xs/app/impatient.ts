// The gateway's backoff draws its delays from here: each is then the shortest, a second. Math itself is frozen.
Object.defineProperty(globalThis, "Math", { value: Object.create(Math, { random: { value: () => 0 } }) as Math });

export { default } from "./limited";
