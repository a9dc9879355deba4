import { type LayoutCompiler, layoutCompiler } from "../configuration/layout-compiler";
import type { DeviceDeclaration } from "../configuration/layout-declaration";
import { LinkTime } from "../text/link-time";

/** Takes what the files of this room declare, as the firmware is linked: of a declaration itself nothing remains. */
export const compiler = Object.freeze(new LinkTime<LayoutCompiler>(new layoutCompiler.value()));

/** Takes a kind of device into the library's table. */
export function declare(name: string, device: DeviceDeclaration): void {
	compiler.value.addDevice(name, device);
}
