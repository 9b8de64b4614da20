import { readFileSync } from 'node:fs';
import { CliError } from './cli-error.js';
import { EXIT } from './exit-code.js';
import { endOnClosedPipe } from './output/end-on-closed-pipe.js';
import { createTerminal } from './output/terminal.js';
import { processContext } from './process-context.js';
import { createProgram } from './program.js';
import { report, runProgram } from './run-program.js';
import { resetCommand } from './up/reset-command.js';
import { upCommand } from './up/up-command.js';

const { env, stdout, stderr, argv } = process;
const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
const { version } = JSON.parse(manifest) as { readonly version: string };
const terminal = createTerminal({ out: stdout, err: stderr, noColour: Boolean(env['NO_COLOR']) });
endOnClosedPipe(stdout, (reason) => report(new CliError(reason), terminal));
try {
  const up = upCommand({
    env,
    bootstrap: async (mongodbUrl, request) => {
      const { bootstrapInMongo } = await import('./up/bootstrap-in-mongo.js');
      return await bootstrapInMongo(env, mongodbUrl, request);
    },
  });
  const program = createProgram(processContext(env, terminal), [up, resetCommand(env)]).version(version);
  process.exitCode = (await runProgram(program, argv.slice(2), terminal)) ?? process.exitCode;
} catch (error) {
  process.exitCode = report(error, terminal);
}
// Output that nobody reads would keep an interrupted program alive.
if (process.exitCode === EXIT.interrupted) process.exit();
// A pipe that still has something to give would keep the process alive.
process.stdin.destroy();
