/** How a child process ended: the status of its shell convention (128 + signal number when a signal ended it). */
export interface ProcessExit {
  readonly status: number;
}

/**
 * What happens to one named server or service, in the order it happens.
 *
 * Sizes are bytes, times milliseconds. `logTail` holds the last lines the process wrote; it is meant for a person
 * and may contain control characters, so a terminal must neutralise it.
 */
export type LifecycleEvent =
  | { readonly kind: 'orphans-ended'; readonly pids: readonly number[] }
  | { readonly kind: 'waiting-for-cache'; readonly name: string; readonly holderPid: number }
  | {
      readonly kind: 'downloading';
      readonly name: string;
      readonly receivedBytes: number;
      readonly totalBytes: number;
    }
  | { readonly kind: 'verifying'; readonly name: string }
  | { readonly kind: 'unpacking'; readonly name: string }
  | { readonly kind: 'starting'; readonly name: string }
  | { readonly kind: 'ready'; readonly name: string; readonly address: string; readonly afterMs: number }
  | {
      readonly kind: 'crashed';
      readonly name: string;
      readonly exit: ProcessExit;
      readonly logFile: string;
      readonly logTail: string;
      readonly restartInMs: number;
    }
  | { readonly kind: 'gave-up'; readonly name: string; readonly reason: string }
  | { readonly kind: 'stopping'; readonly name: string }
  | { readonly kind: 'stopped'; readonly name: string };

/** Receives events as they happen. It must return quickly and must not throw. */
export type OnLifecycleEvent = (event: LifecycleEvent) => void;
