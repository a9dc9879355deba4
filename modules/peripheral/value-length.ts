import type { ValueConfiguration } from "../configuration/configuration";

/** Bytes of a notification with the MTU that every connection begins with. */
const SHORT = 20;

/** Whether the value may reach beyond what a notification brings before the MTU is exchanged. */
export function mayBeLong(value: ValueConfiguration): boolean {
	return value.group !== undefined || isOpen(value) || value.at + Math.max(value.traits.size, Math.ceil((value.bit + value.bits) / 8)) > SHORT;
}

/** Whether the value is a text that takes all bytes there are. */
export function isOpen({ format, group }: ValueConfiguration): boolean {
	return !group && (format === "utf8" || format === "hex");
}
