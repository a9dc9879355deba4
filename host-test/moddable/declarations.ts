import { declarationParser } from "../../modules/configuration/declaration-parser";
import type { Declarations } from "../../modules/configuration/configuration";
import { LIBRARY } from "../../modules/devices/library";
import config from "./mc-config";

/** modules/device/declarations.ts for tests with more than one configuration in a process. */
export let declarations: Declarations;

/** Stands for a build with what `setConfig` has set. @throws Error as the linker prints it */
export function link(): void {
	declarations = declarationParser.value.declare(config, LIBRARY);
}
