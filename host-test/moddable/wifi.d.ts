/** The SDK's ECMA-419 Wi-Fi, which @moddable/typings 5.6.0 does not declare yet. */
declare module "embedded:network/interface/wifi" {
	export default class WiFi {
		constructor(options: { onChanged?: (property: "connection" | "address") => void });
		connect(options: { SSID: string; password?: string }): void;
		disconnect(): void;
		close(): void;
		/** 200 off, 300 joining, 400 joined, 500 joined with an address. */
		readonly connection: number;
		readonly address: string | undefined;
		readonly MAC: string | undefined;
		readonly SSID: string | undefined;
		readonly RSSI: number | undefined;
	}
}
