/** Topics of the control plane, by what they carry. */
export interface ControlTopics {
  readonly requests: string;
  readonly replies: string;
}

/** Takes what a topic brought: parsed JSON of any shape. Never rejects. */
export type TakeMessage = (message: unknown) => Promise<void>;

/** What one instance hears, by topic. */
export type BusHandlers = ReadonlyMap<string, TakeMessage>;

/** Carries control messages: each member hears everything that is published after it joined, in order. */
export interface ControlBus {
  /** Rejects when the message was not acknowledged. */
  publish(topic: string, key: string, message: object): Promise<void>;
  /** Aborts when it hears nothing any more and will not again, with why. */
  readonly closed: AbortSignal;
  close(): Promise<void>;
}

/** Joins a bus; resolves once messages are heard, and rejects soon when the signal aborts. */
export type JoinBus = (handlers: BusHandlers, signal: AbortSignal) => Promise<ControlBus>;
