/** What the host that measures wants; a line of JSON to the loader. */
export interface Settings {
	/** "firmware": all of it, in the simulator's world. "flood": readings as fast as they are taken. "bare": the MQTT client alone; "stock": over the SDK's TLS, too. "drain": a journal that is full, and nothing new. */
	readonly run: "firmware" | "flood" | "bare" | "stock" | "drain";
	/** In place of that of mc/config. */
	readonly config: Readonly<Record<string, unknown>>;
	/** Trust anchors, DER, byte by byte. */
	readonly anchors: readonly (readonly number[])[];
	/** Of the simulator, as JSON. */
	readonly scenario?: string;
	/** Every allocation collects garbage from the start on, so that peaks are exact. */
	readonly stress?: boolean;
	/** Messages to send and to have acknowledged, after `warmup` of them. */
	readonly count?: number;
	readonly warmup?: number;
}

/** The global of the desktop simulator. */
declare const screen: { postMessage(message: string): void; context: { onMessage(message: string): void } | undefined };

/** A line to the host: a command of host-test/measure/probe.c, or for people. */
export function say(line: string): void {
	screen.postMessage(line + "\n");
}

/** Gets every line that the host sends from now on. */
export function listen(onMessage: (message: string) => void): void {
	screen.context = { onMessage };
}

/** Calls `start` once, when the settings come. */
export function awaitSettings(start: (settings: Settings) => void): void {
	say("sample engine");
	screen.context = {
		onMessage(message) {
			screen.context = undefined;
			start(JSON.parse(message) as Settings);
		},
	};
	say("ready");
}
