import { Command } from 'commander';
import type { CliContext } from './cli-context.js';
import { auditCommand } from './commands/audit-command.js';
import { completeCommand, completionCommand } from './commands/completion-command.js';
import { contextCommand } from './commands/context-command.js';
import { correlationsCommand } from './commands/correlations-command.js';
import { deadLettersCommand } from './commands/dead-letters-command.js';
import { instancesCommand, pauseCommands } from './commands/instances-command.js';
import { keyCommand } from './commands/key-command.js';
import { exportCommand } from './commands/export-command.js';
import { logSurveyCommands } from './commands/log-survey-commands.js';
import { searchCommand } from './commands/search-command.js';
import { searchesCommand } from './commands/searches-command.js';
import { tailCommand } from './commands/tail-command.js';
import { shipCommand } from './commands/ship-command.js';
import { EXIT_CODE_HELP } from './exit-code.js';

const HELP = `
Commands find the local start by themselves. Elsewhere, set:
  MILLRACE_API_URL, MILLRACE_INGEST_URL   where the services are
  MILLRACE_API_KEY                        the key to use; never give it on the command line
  NO_COLOR                                no colour
${EXIT_CODE_HELP}`;

/** The program `millrace`. Errors of usage and requests for help are thrown as `CommanderError`, nothing exits. */
export function createProgram(context: CliContext, localCommands: readonly Command[]): Command {
  const program = new Command('millrace')
    .description('a log pipeline whose books can be checked')
    .addHelpText('after', HELP);
  const commands = [
    ...localCommands,
    shipCommand(context),
    searchCommand(context),
    searchesCommand(context),
    tailCommand(context),
    exportCommand(context),
    contextCommand(context),
    ...logSurveyCommands(context),
    correlationsCommand(context),
    auditCommand(context),
    deadLettersCommand(context),
    keyCommand(context),
    instancesCommand(context),
    ...pauseCommands(context),
    completionCommand(context),
  ];
  for (const command of commands) program.addCommand(command);
  program.addCommand(completeCommand(program, context), { hidden: true });
  throwInsteadOfExit(program);
  return program;
}

function throwInsteadOfExit(command: Command): void {
  command
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'millrace: ')) })
    .showHelpAfterError(`See ${pathOf(command)} --help.`);
  for (const child of command.commands) throwInsteadOfExit(child);
}

/** `millrace key create`. */
function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}
