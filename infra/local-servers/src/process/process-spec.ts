import type { GuardedCommand } from './guarded-process.js';

/** A long-lived program: how to start it, when it counts as ready and how to stop it. */
export interface ProcessSpec extends Omit<GuardedCommand, 'logFd'> {
  readonly name: string;
  /** Where others reach it; shown to people. */
  readonly address: string;
  readonly logFile: string;
  /** Resolves when the program answers; rejects when it does not yet. Called again and again, each call bounded by the signal. */
  readonly probe: (signal: AbortSignal) => Promise<void>;
  /** Longest wait for the first successful probe after a start. */
  readonly readyDeadlineMs: number;
  /** Time between SIGTERM and SIGKILL. */
  readonly stopDeadlineMs: number;
}
