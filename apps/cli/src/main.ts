import { readConfig } from './config.js';
import { interruptSignal } from './interrupt.js';
import { progressOn } from './output/progress-bar.js';
import { createTerminal } from './output/terminal.js';
import { createProgram } from './program.js';
import { report, runProgram } from './run-program.js';
import { bootstrapInMongo } from './up/bootstrap-in-mongo.js';
import { resetCommand } from './up/reset-command.js';
import { upCommand } from './up/up-command.js';

const { env } = process;
const noColour = env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '';
const terminal = createTerminal({ out: process.stdout, err: process.stderr, noColour });

try {
  const up = upCommand({
    env,
    bootstrap: (mongodbUrl, request) => bootstrapInMongo(env, mongodbUrl, request),
  });
  const context = {
    config: readConfig(env),
    terminal,
    startProgress: progressOn(process.stderr),
    stdin: process.stdin,
    now: Date.now,
    interrupted: interruptSignal,
    exitWith: (code: number) => void (process.exitCode = code),
  };
  const program = createProgram(context, [up, resetCommand(env)]);
  process.exitCode = (await runProgram(program, process.argv.slice(2), terminal)) ?? process.exitCode;
} catch (error) {
  process.exitCode = report(error, terminal);
}
// A pipe that still has something to give would keep the process alive.
process.stdin.destroy();
