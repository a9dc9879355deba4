import config from "mc/config";
import Resource from "Resource";
import { AccessPoint } from "./access-point";
import { ClientGap } from "./client-gap";
import { ClientGatt } from "./client-gatt";
import { Controller } from "./controller";
import type { Deed, Scenario } from "./scenario";
import { parseScenario } from "./scenario-parser";
import { SimulatedBroadcaster } from "./simulated-broadcaster";
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

// Not fields: what is constructed when the firmware is linked is frozen in flash, and such variables are not.
let timers: Timers | undefined;
let scenario: Scenario | undefined;
let stage: Stage | undefined;
let wifiUp: boolean | undefined;
let block: ((time: number) => void) | undefined;

/**
 * Everything around the gateway: the access point, the time server, and the peripherals with the radio between. It
 * begins when the firmware first touches a stand-in for hardware, and it ends when somebody says so.
 */
export class World {
	/**
	 * Chooses what will be played; without it, it is the resource that the key `scenario` of `mc/config` names, without
	 * ".json". Throws once it has begun.
	 * @param seed instead of the scenario's own
	 */
	load(chosen: Scenario, seed = chosen.seed): void {
		if (stage)
			throw new Error("the simulation has begun");
		scenario = { ...chosen, seed };
	}
	/** Begins, if it has not yet: time counts from now. */
	begin(): void {
		if (stage)
			return;
		const { broadcasters, events, maxConnections, peripherals: declared, seed, wifi } = scenario ??= loadScenario();
		const controller = new Controller(block);
		const gap = new ClientGap(this.timers, controller, maxConnections);
		const peripherals = declared.map(peripheral => new SimulatedPeripheral(peripheral, seed, this.timers, sender => gap.state.nimble.hear(sender)));
		stage = { accessPoint: new AccessPoint(wifi, this.timers), controller, gap, gatt: new ClientGatt(gap), peripherals };
		for (const [index, peripheral] of declared.entries()) {
			if (peripheral.present)
				peripherals[index]!.appear();
		}
		for (const broadcaster of broadcasters)
			new SimulatedBroadcaster(broadcaster, seed, this.timers, sender => gap.state.nimble.overhear(sender, sender.data)).start();
		for (const { at, deed } of events)
			this.timers.set(() => this.perform(deed), at);
	}
	/** Ends: nothing is called any more, and everything is forgotten, the scenario too. */
	end(): void {
		this.timers.clearAll();
		stage = undefined;
		scenario = undefined;
		wifiUp = undefined;
	}
	/** Lets milliseconds pass in which nothing else runs, instead of waiting for real: for a test with a clock of its own. */
	get block(): ((time: number) => void) | undefined {
		return block;
	}
	set block(instead: ((time: number) => void) | undefined) {
		block = instead;
	}
	get timers(): Timers {
		return timers ??= new Timers();
	}
	/** Throws before it has begun, as the rest. */
	get scenario(): Scenario {
		playing();
		return scenario!;
	}
	get accessPoint(): AccessPoint {
		return playing().accessPoint;
	}
	get controller(): Controller {
		return playing().controller;
	}
	get gap(): ClientGap {
		return playing().gap;
	}
	get gatt(): ClientGatt {
		return playing().gatt;
	}
	/** Whether packets pass. A test may say so itself. */
	get wifiUp(): boolean {
		return wifiUp ?? stage?.accessPoint.up ?? false;
	}
	set wifiUp(up: boolean) {
		wifiUp = up;
	}
	/** @throws RangeError if there is none of that name */
	peripheral(name: string): SimulatedPeripheral {
		const peripheral = playing().peripherals.find(candidate => candidate.name === name);
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
}

function playing(): Stage {
	if (!stage)
		throw new Error("simulator: nothing is being simulated");
	return stage;
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
		case "change-handles":
			return peripheral.changeHandles();
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

/** The one world. */
export const world: World = Object.freeze(new World());
