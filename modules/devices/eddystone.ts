import { declare } from "./declare";

/**
 * Google's Eddystone: UID, URL and unencrypted TLM. The power is what a receiver would see at no distance. Limits: EID and encrypted
 * TLM are not there.
 */
declare("eddystone", {
	broadcasts: [
		{
			service: 0xfeaa, starts: [0x00],
			layout: [
				{ skip: 1 },
				{ name: "power", as: "int8", quantity: "signal" },
				{ name: "namespace", as: "hex", size: 10, quantity: "text" },
				{ name: "instance", as: "hex", size: 6, quantity: "text" },
			],
		},
		{
			service: 0xfeaa, starts: [0x10],
			layout: [
				{ skip: 1 },
				{ name: "power", as: "int8", quantity: "signal" },
				{ name: "url", as: "url", quantity: "text" },
			],
		},
		{
			service: 0xfeaa, starts: [0x20, 0x00],
			layout: [
				{ skip: 2 },
				{ name: "voltage", as: "uint16be", scale: 0.001, unknown: 0, quantity: "voltage" },
				{ name: "temperature", as: "int16be", scale: 1 / 256, decimals: 3, unknown: -0x8000, quantity: "temperature" },
				{ name: "advertisements", as: "uint32be", quantity: "total" },
				{ name: "uptime", as: "uint32be", scale: 0.1, quantity: "duration" },
			],
		},
	],
});
