/** One setting that cannot be used. */
export interface ConfigProblem {
  /** Name of the environment variable. */
  readonly variable: string;
  /** What it holds; `(hidden)` for a secret, `nothing` when it is not set. */
  readonly given: string;
  /** What it may hold, for a person. */
  readonly allowed: string;
}

/** Settings with which the process must not start: exit code 2 and one line for each problem, never a stack trace. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly problems: readonly ConfigProblem[]) {
    super(
      problems
        .map(({ variable, given, allowed }) => `${variable}: given ${given}, allowed: ${allowed}`)
        .join('\n'),
    );
  }
}
