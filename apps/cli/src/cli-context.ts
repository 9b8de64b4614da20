import type { CliConfig } from './config.js';
import type { ExitCode } from './exit-code.js';
import type { StartProgress } from './output/progress-bar.js';
import type { Terminal } from './output/terminal.js';

/** What the commands are given from outside; `main.ts` makes the real one, tests make their own. */
export interface CliContext {
  readonly config: CliConfig;
  readonly terminal: Terminal;
  readonly startProgress: StartProgress;
  readonly stdin: AsyncIterable<Buffer>;
  /** ms since 1970. */
  readonly now: () => number;
  /** Aborts on the first Ctrl-C from the moment it is called; until then Ctrl-C ends the process as usual. */
  readonly interrupted: () => AbortSignal;
  /** Sets the status with which the process will end. */
  readonly exitWith: (code: ExitCode) => void;
}
