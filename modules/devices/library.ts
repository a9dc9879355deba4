import { compiler } from "./declare";
import "./atc";
import "./battery";
import "./blood-pressure";
import "./bthome";
import "./current-time";
import "./cycling";
import "./device-information";
import "./eddystone";
import "./environment";
import "./fitness-control";
import "./flower-care";
import "./glucose";
import "./heart-rate";
import "./ibeacon";
import "./indoor-bike";
import "./lywsd03mmc";
import "./mi-scale";
import "./mibeacon";
import "./pulse-oximeter";
import "./running";
import "./ruuvi";
import "./scale";
import "./thermometer";
import "./treadmill";

/** All kinds of devices: flat, and in flash. Deeply frozen, which is what XS's second argument asks for. */
export const LIBRARY = Object.freeze(compiler.value.finish(), true);
