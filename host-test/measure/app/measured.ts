import { awaitSettings, say, type Settings } from "./host";

/** Imported when they are needed, so that what one takes does not blur another's figures. */
async function start(settings: Settings): Promise<void> {
	switch (settings.run) {
		case "firmware":
			return (await import("./firmware")).start(settings);
		case "flood":
			return (await import("./flood")).start(settings);
		case "bare":
			return (await import("./bare")).start(settings);
		case "drain":
			return (await import("./drain")).start(settings);
	}
}

/** The application of all measurements: what runs, and how, is said by the host. */
export default function main(): void {
	awaitSettings(settings => void start(settings).catch(error => say(`ERROR ${error}`)));
}
