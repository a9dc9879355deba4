import { Mosquitto } from "../mosquitto";
import { findSdk, type Sdk, versionRemark } from "./sdk";

/**
 * Carries out what needs XS and a real mosquitto, or says why that can't be done here. The process ends with 1 if it
 * fails or does not hold.
 */
export function onXS(run: (sdk: Sdk) => Promise<boolean>): void {
	const sdk = findSdk();
	if (typeof sdk === "string")
		return console.log(`Skipped: ${sdk}.`);
	if (process.platform !== "linux" || !Mosquitto.installed)
		return console.log("Skipped: this needs Linux, mosquitto and mosquitto_passwd.");
	const remark = versionRemark(sdk);
	if (remark)
		console.log(`Note: ${remark}.`);
	run(sdk).then(held => {
		if (!held)
			process.exitCode = 1;
	}, (error: Error) => {
		console.error(error.stack);
		process.exitCode = 1;
	});
}
