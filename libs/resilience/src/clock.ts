/** Time and chance, injected so that tests own them. */
export interface Clock {
  /** ms since 1970. */
  now(): number;
  /** 0…1. */
  random(): number;
  /** Resolves after `ms`; rejects with the signal's reason when that aborts first. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}
