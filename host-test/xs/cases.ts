import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "./bench";
import { buildForESP32 } from "./build";
import { measureImage, MODULES_BUDGET } from "./image";
import { CACHE, ROOT } from "./project";
import type { Sdk } from "./sdk";

/** What a case may use. */
export interface Context {
	readonly sdk: Sdk;
	/** Opened when it is first asked for, and closed after the last case. */
	bench(): Promise<Bench>;
	/** Adds a remark to the case's line. */
	remark(text: string): void;
}

/** Passes unless it throws. The key is its name: what holds. */
export type Cases = Readonly<Record<string, (context: Context) => Promise<void>>>;

export const buildCases: Cases = {
	async "what starts with ca in certs/ is a certificate: mcconfig puts it into the image whatever it is"() {
		assert.deepEqual(readdirSync(join(ROOT, "certs")).filter(file => file.startsWith("ca") && !file.endsWith(".der")), []);
	},
	async "the build for esp32 passes without a warning about our modules"({ sdk, remark }) {
		remark(await buildForESP32(sdk, { output: join(CACHE, "build"), kind: "debug" }));
	},
	async "the native functions of connections that are called past the SDK's script are in its source"({ sdk, remark }) {
		const declared = readFileSync(join(ROOT, "modules/device/gatt.d.ts"), "utf8"), names = [...declared.matchAll(/^\t+(_\w+|initialize)\(/gm)].map(([, name]) => name!);
		const source = ["gatt", "connection"].map(name => readFileSync(join(sdk.folder, `modules/network/ble/${name}.js`), "utf8")).join("\n");
		assert.deepEqual(names.filter(name => !new RegExp(`^\\t${name}\\(.*\\) @ "xs_`, "m").test(source)), []);
		remark(names.join(", "));
	},
	async "five mistakes in declarations fail the build, all told, and no secret"({ sdk, remark }) {
		const values = [{ service: "180f", characteristic: "2a19", format: "unit8" }];
		const config = { prefix: "a/#", conections: 2, peripherals: [{ name: "lamp", match: {}, pasword: "open sesame", values }] };
		await assert.rejects(buildForESP32(sdk, { output: join(CACHE, "build"), kind: "debug", config }), ({ message }: Error) => {
			const mistakes = message.slice(message.indexOf("5 mistakes in the configuration:")).split("\n").slice(1, 6);
			assert.deepEqual(mistakes.map(line => line.split(" ")[0]),
				["conections", "prefix", "peripherals[0].pasword", "peripherals[0].match", "peripherals[0].values[0].format"], message);
			assert.doesNotMatch(message, /sesame/);
			remark(mistakes[0]!);
			return true;
		});
	},
	async "the modules' share of the chip's image stays within its budget"({ sdk, remark }) {
		const { object, slots } = await measureImage(sdk);
		if (object === undefined)
			return remark("not measured: the C compiler makes no 32-bit programs");
		remark(`${object} of ${MODULES_BUDGET} bytes, ${slots} slots of what is preloaded`);
		assert.ok(object <= MODULES_BUDGET, `${object} bytes are more than the ${MODULES_BUDGET} of host-test/xs/image.ts`);
	},
	async "the build for the desktop simulator starts and stays up"({ bench }) {
		const { failure, lines } = await (await bench()).run({ duration: 3_000 });
		assert.equal(failure, undefined, lines.join("\n"));
		assert.notEqual(lines.length, 0);
	},
};
