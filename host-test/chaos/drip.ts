import { Transform, type TransformCallback } from "node:stream";

/** Passes bytes on one at a time, with a turn of the event loop between, so that whoever reads gets each by itself. */
export class Drip extends Transform {
	override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
		const drop = (at: number): void => {
			if (this.destroyed)
				return;
			this.push(chunk.subarray(at, at + 1));
			setImmediate(() => at + 1 < chunk.length ? drop(at + 1) : done());
		};
		drop(0);
	}
}
