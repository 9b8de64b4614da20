import { EXIT, type ExitCode } from './exit-code.js';

/** What a {@link CliError} says beside its message. */
export interface CliErrorDetails {
  /** What the reader can do about it, one line. */
  readonly hint?: string;
  /** Lines that show what the message is about; safe to print as they are. */
  readonly excerpt?: readonly string[];
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
}

/**
 * A command cannot go on, for a reason its user can act on. `main.ts` prints message and hint, without a stack, and
 * ends with `exitCode` ({@link EXIT.failed} unless given). Any other error is a fault of the program.
 */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly hint: string | undefined;
  readonly excerpt: readonly string[];
  readonly exitCode: ExitCode;

  constructor(message: string, details: CliErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.hint = details.hint;
    this.excerpt = details.excerpt ?? [];
    this.exitCode = details.exitCode ?? EXIT.failed;
  }
}

/** An argument or option that is not valid: what was given, and what is allowed. */
export function usageError(message: string, hint?: string): CliError {
  return new CliError(message, { exitCode: EXIT.usage, ...(hint === undefined ? {} : { hint }) });
}
