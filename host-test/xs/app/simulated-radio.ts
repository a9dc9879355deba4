import limited from "./limited";

/** The firmware as a chip without a peripheral has it: the simulator's radio and world take of the firmware's own heaps. */
export default function simulatedRadio(): void {
	limited(false);
}
