/** What the gateway tells about itself, below the topic of its status. The text is made when it is sent: none waits in RAM. */
export interface Notice {
	/** "" or "/name". */
	readonly subtopic: string;
	/** As things are now; "" if there is nothing to say. */
	readonly text: string;
}
