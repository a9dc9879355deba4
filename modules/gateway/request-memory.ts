/** Requests with an id that are remembered. */
const REMEMBERED = 8;

interface Entry {
	readonly topic: string;
	readonly id: string;
	/** Undefined as long as it waits or is at work. */
	result: string | undefined;
}

/** What was asked with an id, and what came of it, so that nothing is done twice; forgotten with a restart. */
export class RequestMemory {
	/** The oldest first. */
	private _entries: Entry[] = [];

	/** Whether it was asked already. @param id as JSON; "" for none, which nobody remembers */
	knows(topic: string, id: string): boolean {
		return this.find(topic, id) !== undefined;
	}
	/** What came of it; undefined if nothing has yet. */
	result(topic: string, id: string): string | undefined {
		return this.find(topic, id)?.result;
	}
	/** It is to be done. */
	begin(topic: string, id: string): void {
		if (id === "")
			return;
		// one that is not done yet is the last to go: there are fewer of those
		if (this._entries.length === REMEMBERED)
			this._entries.splice(Math.max(0, this._entries.findIndex(({ result }) => result !== undefined)), 1);
		this._entries.push({ topic, id, result: undefined });
	}
	end(topic: string, id: string, result: string): void {
		const entry = this.find(topic, id);
		if (entry)
			entry.result = result;
	}
	private find(topic: string, id: string): Entry | undefined {
		return id === "" ? undefined : this._entries.find(entry => entry.id === id && entry.topic === topic);
	}
}
