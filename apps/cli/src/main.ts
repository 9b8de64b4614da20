import { Command } from 'commander';
import { bootstrapInMongo } from './up/bootstrap-in-mongo.js';
import { resetCommand } from './up/reset-command.js';
import { upCommand } from './up/up-command.js';

const { env } = process;

const program = new Command('millrace')
  .description('a log pipeline whose books can be checked')
  .showHelpAfterError()
  .addCommand(
    upCommand({
      env,
      bootstrap: (mongodbUrl, request) => bootstrapInMongo(env, mongodbUrl, request),
      whenReady: () => Promise.resolve(),
    }),
  )
  .addCommand(resetCommand(env));

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`millrace: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
