import type { FullPolicy } from "../configuration/configuration";
import { Journal } from "../journal/journal";
import { FlashStorage } from "./flash-storage";

/** Label of the partition; modules/device/partitions.csv has it. */
const PARTITION = "journal";

/** The journal in its flash partition. Throws an Error if there is no such partition. */
export function makeJournal(policy: FullPolicy): Journal {
	return new Journal({ flash: new FlashStorage(PARTITION), policy });
}
