import { join, resolve } from "node:path";

/** The project's root. */
export const ROOT = resolve(__dirname, "../..");

/** What the build leaves behind between runs; nobody misses it. */
export const CACHE = join(ROOT, "node_modules/.cache/gattway");
