import config from "mc/config";
import { declarationParser } from "../configuration/declaration-parser";
import { LIBRARY } from "../devices/library";

/**
 * What only a new build can change. This runs when the firmware is linked: the declarations lie in flash and cost no RAM,
 * and mistakes in them fail the build.
 */
export const declarations = declarationParser.value.declare(config, LIBRARY);
