/** How a connection ended. */
export interface TailSocketEnd {
  /** Close code of RFC 6455 or of the protocol; 1006 when the connection was lost. */
  readonly code: number;
}

/** A connection to the fan-out. */
export interface TailSocket {
  /** Text frames in their order; ends with the connection. What is not asked for is not read from the network. */
  readonly frames: AsyncIterable<string>;
  send(frame: string): void;
  close(): void;
  readonly ended: Promise<TailSocketEnd>;
}

/** Opens a connection that offers these subprotocols. Rejects when it cannot; an abort of the signal cuts it. */
export type OpenTailSocket = (
  url: string,
  protocols: readonly string[],
  signal: AbortSignal,
) => Promise<TailSocket>;
