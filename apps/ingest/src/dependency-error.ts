/** A server that ingest needs does not answer: nothing is wrong with the logs, try again later. */
export class DependencyError extends Error {
  override readonly name = 'DependencyError';
  constructor(
    readonly dependency: 'kafka' | 'mongodb',
    action: string,
    cause: unknown,
  ) {
    super(`${action}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
