import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { make } from "../trust/certificate-maker";
import { Folder } from "./command-run";

/** `npm run certificate --`, without npm between. */
function start(...parameters: string[]) {
	return spawnSync(process.execPath, [require.resolve("tsx/cli"), "certs/certificate.ts", ...parameters], {
		cwd: join(__dirname, "../.."), env: { ...process.env, npm_lifecycle_event: "", FORCE_COLOR: "" }, encoding: "utf8",
	});
}

test("is a command with exit codes, plain where nobody looks", async () => {
	const folder = new Folder();
	folder.file("ca.der", (await make({ subject: "CN=Root", ca: true })).der);
	const listed = start("--list", "--folder", folder.path, "--at", "2026-06-01");
	const refused = start("mqtts://127.0.0.1:1", "--folder", folder.path);
	const misused = start("--list", "--save");
	folder.remove();
	expect([listed.status, refused.status, misused.status]).toEqual([0, 1, 2]);
	expect(listed.stdout).toMatch(/subject {4}CN=Root/);
	expect(listed.stdout).not.toContain("\x1b");
	expect(refused.stdout).toContain("nothing listens there");
	expect(misused.stderr).toMatch(/^error: option '--list' cannot be used with option '--save'/);
}, 30_000);
