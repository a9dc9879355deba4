import Timer from "timer";
import { declarationParser } from "../../../modules/configuration/declaration-parser";
import { LIBRARY } from "../../../modules/devices/library";
import { parseUUID } from "../../../modules/text/uuid";
import { compose } from "./composition";
import { FloodRadio } from "./flood-radio";
import { say, type Settings } from "./host";

/** Readings that wait at most: enough that the window is full whenever acknowledgements come, until the next look. */
const WAITING = 256;
/** Milliseconds between two looks, so few that they cost nothing beside the readings. */
const LOOK = 25;
const NAME = "Flood";

/** The gateway with notifications as fast as it gets rid of them. Tells when the counted ones begin and when all are acknowledged. */
export function start({ anchors, config, count = 0, warmup = 0 }: Settings): void {
	const { characteristic, service } = (config.peripherals as { values: { service: string; characteristic: string }[] }[])[0]!.values[0]!;
	const name = Uint8Array.of(NAME.length + 1, 9, ...[...NAME].map(letter => letter.charCodeAt(0)));
	let radio!: FloodRadio, taken = 0, begun = false;
	const gateway = compose({
		config, declarations: declarationParser.value.declare(config, LIBRARY), write: say,
		anchors: anchors.map(anchor => Uint8Array.from(anchor)),
		radio: clock => radio = new FloodRadio(clock, parseUUID(service)!, parseUUID(characteristic)!, name),
	});
	const all = warmup + count;
	const push = () => {
		const { acknowledged, waiting } = gateway.account;
		if (!begun && acknowledged >= warmup) {
			begun = true;
			say("bench begin");
		}
		if (acknowledged >= all) {
			Timer.clear(timer);
			return say("bench end");
		}
		for (let room = WAITING - waiting; room > 0 && taken < all; room--, taken++)
			radio.notify();
	};
	let timer: ReturnType<typeof Timer.repeat>;
	radio.onSubscribed = () => timer = Timer.repeat(push, LOOK);
	gateway.start();
}
