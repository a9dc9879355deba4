import config from "mc/config";
import { provideFlash } from "modules/simulator/flash";
import { StoredFlash } from "modules/simulator/stored-flash";

if (typeof config.flash === "string" && config.flash !== "")
	provideFlash(() => new StoredFlash(config.flash));

export { default } from "modules/simulator/flash";
