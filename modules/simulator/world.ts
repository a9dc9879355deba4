import config from "mc/config";
import Resource from "Resource";
import { AccessPoint } from "./access-point";
import { ClientGap } from "./client-gap";
import { ClientGatt } from "./client-gatt";
import { Controller } from "./controller";
import type { Deed, Scenario } from "./scenario";
import { parseScenario } from "./scenario-parser";
import { SimulatedPeripheral } from "./simulated-peripheral";
import { Timers } from "./timers";

const DEFAULT_SCENARIO = "demonstration";

/** What a scenario becomes when it is played. */
interface Stage {
	readonly accessPoint: AccessPoint;
	readonly controller: Controller;
	readonly gap: ClientGap;
	readonly gatt: ClientGatt;
	readonly peripherals: readonly SimulatedPeripheral[];
}

/**
 * Everything around the gateway: the access point, the time server, and the peripherals with the radio between. It
 * begins when the firmware first touches a stand-in for hardware, and it ends when somebody says so.
 */
export class World {
	readonly timers = new Timers();
	/** Lets milliseconds pass in which nothing else runs; a test with a clock of its own replaces it. */
	block: ((time: number) => void) | undefined;
	#scenario: Scenario | undefined;
	#stage: Stage | undefined;
	#wifiUp: boolean | undefined;

	/**
	 * Chooses what will be played; without it, it is the resource that the key `scenario` of `mc/config` names, without
	 * ".json". Throws once it has begun.
	 * @param seed instead of the scenario's own
	 */
	load(scenario: Scenario, seed = scenario.seed): void {
		if (this.#stage)
			throw new Error("the simulation has begun");
		this.#scenario = { ...scenario, seed };
	}
	/** Begins, if it has not yet: time counts from now. */
	begin(): void {
		if (this.#stage)
			return;
		const scenario = this.#scenario ??= loadScenario();
		const controller = new Controller(this.block);
		const gap = new ClientGap(this.timers, controller, scenario.maxConnections);
		const peripherals = scenario.peripherals.map(peripheral =>
			new SimulatedPeripheral(peripheral, scenario.seed, this.timers, sender => gap.state.nimble.hear(sender)));
		this.#stage = { accessPoint: new AccessPoint(scenario.wifi, this.timers), controller, gap, gatt: new ClientGatt(gap), peripherals };
		for (const [index, peripheral] of scenario.peripherals.entries()) {
			if (peripheral.present)
				peripherals[index]!.appear();
		}
		for (const { at, deed } of scenario.events)
			this.timers.set(() => this.perform(deed), at);
	}
	/** Ends: nothing is called any more, and everything is forgotten, the scenario too. */
	end(): void {
		this.timers.clearAll();
		this.#stage = undefined;
		this.#scenario = undefined;
		this.#wifiUp = undefined;
	}
	/** Throws before it has begun, as the rest. */
	get scenario(): Scenario {
		this.#playing();
		return this.#scenario!;
	}
	get accessPoint(): AccessPoint {
		return this.#playing().accessPoint;
	}
	get controller(): Controller {
		return this.#playing().controller;
	}
	get gap(): ClientGap {
		return this.#playing().gap;
	}
	get gatt(): ClientGatt {
		return this.#playing().gatt;
	}
	/** Whether packets pass. A test may say so itself. */
	get wifiUp(): boolean {
		return this.#wifiUp ?? this.#stage?.accessPoint.up ?? false;
	}
	set wifiUp(up: boolean) {
		this.#wifiUp = up;
	}
	/** @throws RangeError if there is none of that name */
	peripheral(name: string): SimulatedPeripheral {
		const peripheral = this.#playing().peripherals.find(candidate => candidate.name === name);
		if (!peripheral)
			throw new RangeError(`no peripheral is called ${name}`);
		return peripheral;
	}
	/** Lets something happen now, as an event of the time line does. */
	perform(deed: Deed): void {
		switch (deed.do) {
			case "wifi-lost":
				return this.accessPoint.lose();
			case "wifi-back":
				return this.accessPoint.return();
			case "wifi-refuse":
				return this.accessPoint.refuse();
			case "bluetooth-reset":
				return this.gap.reset();
			case "bluetooth-silent":
			case "bluetooth-back":
				this.controller.silent = deed.do === "bluetooth-silent";
				return;
			default:
				perform(this.peripheral(deed.peripheral), deed);
		}
	}
	#playing(): Stage {
		if (!this.#stage)
			throw new Error("simulator: nothing is being simulated");
		return this.#stage;
	}
}

function perform(peripheral: SimulatedPeripheral, deed: Extract<Deed, { readonly peripheral: string }>): void {
	switch (deed.do) {
		case "appear":
			return peripheral.appear();
		case "vanish":
			return peripheral.vanish();
		case "disconnect":
			return peripheral.disconnect();
		case "accept-connections":
			peripheral.connections = "accept";
			return;
		case "refuse-connections":
			peripheral.connections = "refuse";
			return;
		case "fail-connections":
			peripheral.connections = "fail";
			return;
		case "odd-connections":
			peripheral.connections = "odd";
			return;
		case "stall-discovery":
			peripheral.discovery = "stall";
			return;
		case "empty-discovery":
			peripheral.discovery = "empty";
			return;
		case "stall-subscribe":
			peripheral.subscriptions = "stall";
			return;
		case "normal":
			peripheral.connections = "accept";
			peripheral.discovery = peripheral.subscriptions = "normal";
			return;
	}
	const characteristic = peripheral.find(deed.characteristic)!;
	if (deed.do === "malformed")
		peripheral.notify(characteristic, deed.bytes);
	else {
		for (let count = 0; count < deed.count; count++)
			peripheral.notify(characteristic, characteristic.source.next());
	}
}

function loadScenario(): Scenario {
	const name = typeof config.scenario === "string" ? config.scenario : DEFAULT_SCENARIO;
	const { fromArrayBuffer } = String as unknown as { fromArrayBuffer(buffer: ArrayBuffer): string };
	return parseScenario(fromArrayBuffer(new Resource(`${name}.json`).slice(0)));
}

/** The one world. It changes, so this module must not be preloaded on XS: objects in flash are frozen. */
export const world = new World();
