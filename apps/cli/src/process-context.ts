import type { CliContext } from './cli-context.js';
import { readConfig } from './config.js';
import { interruptSignal } from './interrupt.js';
import { progressOn } from './output/progress-bar.js';
import type { Terminal } from './output/terminal.js';

/** The context of a real run: the process's streams, clock, signals and status. @throws CliError for a wrong setting */
export function processContext(env: NodeJS.ProcessEnv, terminal: Terminal): CliContext {
  return {
    config: readConfig(env),
    terminal,
    startProgress: progressOn(process.stderr),
    stdin: process.stdin,
    now: Date.now,
    interrupted: interruptSignal,
    exitWith: (code) => {
      process.exitCode = code;
    },
  };
}
