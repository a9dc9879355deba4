/** What the gateway tells about itself. A text is made when it is sent: none waits in RAM. */
export interface Notice {
	/** Messages that it consists of, at most 30. */
	readonly messages: number;
	/** Whether it is said on a connection before readings go out; others come soon after. */
	readonly first: boolean;
	/** @param status topic of the gateway's own status */
	topic(index: number, status: string): string;
	/** As things are now; "" if there is nothing to say. */
	text(index: number): string;
}
