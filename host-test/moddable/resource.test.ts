import Resource, { forgetResources, registerResource } from "./resource";

interface XSGlobals {
	readonly fromArrayBuffer: (buffer: ArrayBuffer) => string;
	readonly fromString: (text: string) => ArrayBuffer;
}

const { fromArrayBuffer } = String as unknown as XSGlobals;
const { fromString } = ArrayBuffer as unknown as XSGlobals;

afterEach(forgetResources);

describe("Resource", () => {
	test("gives the bytes under a name", () => {
		registerResource("a.bin", Uint8Array.of(1, 2, 3));
		const resource = new Resource("a.bin");
		expect(resource.byteLength).toBe(3);
		expect([...new Uint8Array(resource)]).toEqual([1, 2, 3]);
		expect([...new Uint8Array(resource.slice(1, 9))]).toEqual([2, 3]);
		expect(resource.slice(0)).toBeInstanceOf(ArrayBuffer);
	});
	test("that does not exist throws a URIError", () => {
		expect(Resource.exists("b.bin")).toBe(false);
		expect(() => new Resource("b.bin")).toThrow(new URIError("Resource not found: b.bin"));
	});
	test("becomes text as on XS", () => {
		registerResource("c.txt", "172 mV, déjà vu 🔋");
		expect(fromArrayBuffer(new Resource("c.txt").slice(0))).toBe("172 mV, déjà vu 🔋");
		expect(fromArrayBuffer(fromString("é"))).toBe("é");
		expect(() => fromArrayBuffer(Uint8Array.of(0xc3).buffer)).toThrow(TypeError);
	});
});
