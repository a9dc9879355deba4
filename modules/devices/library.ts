import { compiler } from "./declare";
import "./battery";
import "./blood-pressure";
import "./current-time";
import "./cycling";
import "./device-information";
import "./environment";
import "./fitness-machine";
import "./glucose";
import "./heart-rate";
import "./lywsd03mmc";
import "./pulse-oximeter";
import "./running";
import "./scale";
import "./thermometer";

/** All kinds of devices: flat, and in flash. Deeply frozen, which is what XS's second argument asks for. */
export const LIBRARY = Object.freeze(compiler.value.finish(), true);
