import { declare } from "./declare";

/**
 * Device Information Service 1.1. Limits: the regulatory list (2a2a) and the device identifiers of medical devices are not there.
 */
declare("device-information", {
	characteristics: [
		{ service: "180a", characteristic: "2a29", read: true, layout: [{ name: "manufacturer", as: "utf8", quantity: "text" }] },
		{ service: "180a", characteristic: "2a24", read: true, layout: [{ name: "model", as: "utf8", quantity: "text" }] },
		{ service: "180a", characteristic: "2a25", read: true, layout: [{ name: "serialNumber", as: "utf8", quantity: "text" }] },
		{ service: "180a", characteristic: "2a26", read: true, layout: [{ name: "firmware", as: "utf8", quantity: "text" }] },
		{ service: "180a", characteristic: "2a27", read: true, layout: [{ name: "hardware", as: "utf8", quantity: "text" }] },
		{ service: "180a", characteristic: "2a28", read: true, layout: [{ name: "software", as: "utf8", quantity: "text" }] },
		{ service: "180a", characteristic: "2a23", read: true, layout: [{ name: "systemId", as: "hex", size: 8, quantity: "text" }] },
		{
			service: "180a", characteristic: "2a50", read: true,
			layout: [
				{ name: "vendorSource", as: "uint8", choices: { 1: "bluetooth", 2: "usb" }, quantity: "text" },
				{ name: "vendor", as: "uint16", quantity: "number" },
				{ name: "product", as: "uint16", quantity: "number" },
				{ name: "productVersion", as: "uint16", quantity: "number" },
			],
		},
	],
});
