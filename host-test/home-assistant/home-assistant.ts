import { Template } from "@huggingface/jinja";
import Ajv from "ajv";
import { DISCOVERY_SCHEMA } from "./discovery-schema";

type Component = Readonly<Record<string, unknown>>;

interface Message {
	readonly dev: { readonly ids: readonly string[]; readonly name: string; readonly via_device?: string };
	readonly avty?: readonly { readonly t: string }[];
	readonly cmps: Readonly<Record<string, Component>>;
}

const ajv = new Ajv({ allErrors: true, strict: false }), validate = ajv.compile(DISCOVERY_SCHEMA);

/** One entity, as Home Assistant would have it. */
export class Entity {
	/** "unknown" before anything came. */
	state = "unknown";
	readonly device: Message["dev"];
	readonly component: Component;
	readonly availability: readonly string[];

	constructor({ avty = [], dev }: Message, component: Component) {
		this.device = dev;
		this.component = component;
		this.availability = ((component.avty ?? avty) as typeof avty).map(({ t }) => t);
	}
	/** A message came at its state's topic. */
	take(payload: string): void {
		const { p, pl_off, pl_on, unit_of_meas, val_tpl } = this.component, said = val_tpl === undefined ? payload : render(String(val_tpl), payload);
		if (said === "")
			return;
		const numeric = p === "number" || unit_of_meas !== undefined || this.component.stat_cla !== undefined;
		if (numeric && Number.isNaN(Number(said)))
			throw new Error(`${this.component.uniq_id} is a number, and got "${said}"`);
		const { ops } = this.component;
		if (Array.isArray(ops) && !ops.includes(said))
			throw new Error(`${this.component.uniq_id} has no option "${said}"`);
		if (pl_on === undefined)
			this.state = said;
		else if (said === pl_on || said === pl_off)
			this.state = said === pl_on ? "on" : "off";
		else
			throw new Error(`${this.component.uniq_id} is neither on nor off with "${said}"`);
	}
}

/**
 * As much of Home Assistant as reads device-based discovery: makes entities of the messages, follows their states and
 * availability, and says what it would publish. A message that its schema does not allow is an Error.
 */
export class HomeAssistant {
	readonly devices = new Map<string, Message["dev"]>();
	/** By unique identifier. */
	readonly entities = new Map<string, Entity>();
	#owners = new Map<string, string[]>();
	#last = new Map<string, string>();
	#topic: RegExp;

	constructor(prefix: string | false = "homeassistant") {
		this.#topic = new RegExp(`^${prefix}/device/([a-zA-Z0-9_-]+)/config$`);
	}
	/** Something was published, in the order in which it came. */
	take(topic: string, payload: string): void {
		const found = this.#topic.exec(topic);
		if (found)
			return this.#discover(found[1]!, payload);
		if (topic.endsWith("/config"))
			throw new Error(`Home Assistant does not look at ${topic}`);
		this.#last.set(topic, payload);
		for (const entity of this.entities.values()) {
			if (entity.component.stat_t === topic)
				entity.take(payload);
		}
	}
	isAvailable(id: string): boolean {
		return this.entity(id).availability.every(topic => this.#last.get(topic) === "online");
	}
	entity(id: string): Entity {
		const entity = this.entities.get(id);
		if (!entity)
			throw new Error(`there is no ${id}, but ${[...this.entities.keys()].join(", ")}`);
		return entity;
	}
	/** What it publishes when somebody sets a number, a switch ("on", "off"), a select or a text, or presses a button. */
	command(id: string, value = ""): { readonly topic: string; readonly payload: string } {
		const { cmd_t, max, min, ops, p, pl_off, pl_on, pl_prs } = this.entity(id).component;
		if (typeof cmd_t !== "string")
			throw new Error(`${id} takes no commands`);
		if (p === "number" && !(Number(value) >= Number(min ?? 1) && Number(value) <= Number(max ?? 100)))
			throw new Error(`${value} is not from ${min} to ${max}`);
		if (p === "select" && !(ops as string[]).includes(value))
			throw new Error(`${value} is no option of ${id}`);
		return { topic: cmd_t, payload: String(p === "switch" ? value === "on" ? pl_on : pl_off : p === "button" ? pl_prs ?? "PRESS" : value) };
	}
	#discover(id: string, payload: string): void {
		for (const entity of this.#owners.get(id) ?? [])
			this.entities.delete(entity);
		this.#owners.delete(id);
		this.devices.delete(id);
		if (payload === "")
			return;
		const message = JSON.parse(payload) as Message;
		if (!validate(message))
			throw new Error(`${id}: ${ajv.errorsText(validate.errors)}\n${payload}`);
		const own: string[] = [];
		this.devices.set(id, message.dev);
		for (const component of Object.values(message.cmps)) {
			const entity = new Entity(message, component), unique = String(component.uniq_id);
			if (this.entities.has(unique))
				throw new Error(`${unique} is there twice`);
			this.entities.set(unique, entity);
			own.push(unique);
			const last = this.#last.get(String(component.stat_t));
			if (last !== undefined)
				entity.take(last);
		}
		this.#owners.set(id, own);
	}
}

/** As Home Assistant renders a template: `value_json` is there where the payload is JSON. */
function render(template: string, value: string): string {
	let json: unknown;
	try {
		json = JSON.parse(value);
	} catch {
	}
	return new Template(template).render({ value, value_json: json }).trim();
}
