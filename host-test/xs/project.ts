import { join, resolve } from "node:path";

/** The project's root. */
export const ROOT = resolve(__dirname, "../..");

/** What the build leaves behind between runs; nobody misses it. GATTWAY_CACHE names another folder, for two at a time. */
export const CACHE = resolve(process.env.GATTWAY_CACHE ?? join(ROOT, "node_modules/.cache/gattway"));
