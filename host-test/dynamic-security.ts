import { pbkdf2Sync, randomBytes } from "node:crypto";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where it is, or in a folder of the machine's kind below. */
const FOLDERS = ["/usr/lib", "/usr/local/lib", "/opt/homebrew/lib"], PLUGIN = "mosquitto_dynamic_security.so";
const ITERATIONS = 101, KEY_LENGTH = 64;

/** What one user may, by topic filters. */
export interface Role {
	readonly password: string;
	readonly publish: readonly string[];
	readonly subscribe: readonly string[];
}

/** Mosquitto's plugin that refuses subscriptions, which its access lists do not: path, or undefined where it is not installed. */
export function findDynamicSecurity(): string | undefined {
	return FOLDERS.filter(folder => existsSync(folder)).flatMap(folder => ["", ...readdirSync(folder).filter(name => name.includes("linux"))].map(name => join(folder, name, PLUGIN)))
		.find(path => existsSync(path));
}

/** Lines for mosquitto.conf. @param file where what the users may is written */
export function dynamicSecurity(plugin: string, file: string, users: Readonly<Record<string, Role>>): string[] {
	const clients = Object.entries(users).map(([username, { password }]) => {
		const salt = randomBytes(12), key = pbkdf2Sync(password, salt, ITERATIONS, KEY_LENGTH, "sha512");
		return { username, password: key.toString("base64"), salt: salt.toString("base64"), iterations: ITERATIONS, roles: [{ rolename: username }] };
	});
	const roles = Object.entries(users).map(([rolename, { publish, subscribe }]) => ({
		rolename, acls: [
			...publish.map(topic => ({ acltype: "publishClientSend", topic, allow: true })),
			...subscribe.map(topic => ({ acltype: "subscribePattern", topic, allow: true })),
		],
	}));
	const defaultACLAccess = { publishClientSend: false, publishClientReceive: true, subscribe: false, unsubscribe: true };
	writeFileSync(file, JSON.stringify({ defaultACLAccess, clients, roles }), { mode: 0o600 });
	return [`plugin ${plugin}`, `plugin_opt_config_file ${file}`];
}
