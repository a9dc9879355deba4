/** The SDK's module `instrumentation` as a release build has it: it knows nothing. */
export default class Instrumentation {
	static get(_index: number): number | undefined {
		return undefined;
	}
	static map(_name: string): number | undefined {
		return undefined;
	}
}
