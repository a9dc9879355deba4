import type { FieldGroup, PeripheralConfiguration, ValueConfiguration } from "../configuration/configuration";
import { LIBRARY } from "../devices/library";
import { CharacteristicEncoder } from "../reading/characteristic-encoder";
import { describeFields } from "../reading/field-object";
import { LayoutEncoder, type FieldText } from "../reading/layout-encoder";
import { LayoutReader } from "../reading/layout-reader";
import { isNumber, ValueDecoder } from "../reading/value-decoder";
import { sameUUID } from "../text/uuid";
import type { RequestContent, RequestField } from "./pending-request";

/** Makes bytes of what is asked for, and JSON of bytes: by the declared values, or by the layout of a device. */
export class RequestCodec {
	/** Why the last one failed. */
	problem = "";
	private _peripherals: readonly PeripheralConfiguration[];
	private _values: readonly ValueConfiguration[];

	/** @param values by channel */
	constructor(peripherals: readonly PeripheralConfiguration[], values: readonly ValueConfiguration[]) {
		this._peripherals = peripherals;
		this._values = values;
	}
	/** "incomplete" if the characteristic must be read first; undefined if a text can't be written. */
	encode({ fields, peripheral }: RequestContent): Uint8Array | "incomplete" | undefined {
		const first = this.valueOf(fields[0]!);
		if (first.group)
			return this.told(encoder => encoder.encode(first.group!.layout, this.fieldTexts(first.group!, fields)));
		const others = this._peripherals[peripheral]!.values.filter(value => sameCharacteristic(value, first) && !fields.some(field => this.valueOf(field) === value));
		const encoder = new CharacteristicEncoder(), bytes = encoder.encode(this.assignments(fields), others);
		this.problem = encoder.problem;
		return bytes;
	}
	/** Over what the characteristic has; undefined, with the problem, if that can't be. */
	merge({ fields }: RequestContent, present: Uint8Array): Uint8Array | undefined {
		const { group } = this.valueOf(fields[0]!);
		if (group)
			return this.told(encoder => encoder.merge(group.layout, this.fieldTexts(group, fields), present));
		this.problem = tooShort(present);
		return new CharacteristicEncoder().merge(this.assignments(fields), present);
	}
	/** The values in those bytes as JSON; undefined if there are too few. */
	describe(fields: readonly RequestField[], bytes: Uint8Array): string | undefined {
		const decoder = new ValueDecoder(), parts: string[] = [];
		// of an object all fields have one channel
		const several = fields.some(({ channel }) => channel !== fields[0]!.channel);
		for (const { channel } of several ? fields : fields.slice(0, 1)) {
			const value = this._values[channel]!, { group, place } = value;
			const text = group ? describeFields(new LayoutReader(LIBRARY), group, place, bytes) : decoder.decode(value, bytes);
			if (text === undefined)
				return undefined;
			parts.push((several ? JSON.stringify(value.name) + ":" : "") + (group || isNumber(value, text) ? text : JSON.stringify(text)));
		}
		return several ? `{${parts.join(",")}}` : parts[0];
	}
	private told<Result>(make: (encoder: LayoutEncoder) => Result): Result {
		const encoder = new LayoutEncoder(LIBRARY), result = make(encoder);
		this.problem = encoder.problem;
		return result;
	}
	private assignments(fields: readonly RequestField[]): { value: ValueConfiguration; text: string }[] {
		return fields.map(field => ({ value: this.valueOf(field), text: field.text }));
	}
	private fieldTexts({ names }: FieldGroup, fields: readonly RequestField[]): FieldText[] {
		return fields.map(field => {
			const { place, unit } = this.valueOf(field);
			return { name: names[field.member ?? place]!, text: unit && field.text.endsWith(unit) ? field.text.slice(0, -unit.length).trim() : field.text.trim() };
		});
	}
	private valueOf({ channel }: RequestField): ValueConfiguration {
		return this._values[channel]!;
	}
}

export function sameCharacteristic(one: ValueConfiguration, other: ValueConfiguration): boolean {
	return sameUUID(one.service, other.service, 0, 16) && sameUUID(one.characteristic, other.characteristic, 0, 16);
}

/** Of bytes that do not reach to what is declared. */
export function tooShort(bytes: Uint8Array | undefined): string {
	return `the characteristic has ${bytes?.length ?? 0} bytes, too few for what is declared`;
}
