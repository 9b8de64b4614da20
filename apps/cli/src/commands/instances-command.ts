import { Command } from 'commander';
import type { CliContext } from '../cli-context.js';
import { listInstances } from '../instances/list-instances.js';
import { tellInstances, type Order } from '../instances/tell-instances.js';

const HELP = `
A paused instance reads no more records; what it has read it still does. Records wait in Kafka meanwhile, where each
topic keeps them for its retention. A pause ends with millrace resume, or when the instance is started again.

Needs a key of the system tenant with the scope admin.

Examples:
  millrace instances
  millrace pause indexer
  millrace resume indexer-1a2b3c4d`;

interface JsonOption {
  readonly json?: true;
}

/** The command `millrace instances`. */
export function instancesCommand(context: CliContext): Command {
  return new Command('instances')
    .description('the instances of the services, and how they are')
    .option('--json', 'print the answer as JSON')
    .addHelpText('after', HELP)
    .action(async (options: JsonOption) => {
      context.exitWith(await listInstances(options, context));
    });
}

/** The commands `millrace pause TARGET` and `millrace resume TARGET`. */
export function pauseCommands(context: CliContext): readonly Command[] {
  return [
    orderCommand('pause', 'let instances read no more records', context),
    orderCommand('resume', 'let paused instances go on', context),
  ];
}

function orderCommand(command: Order['command'], description: string, context: CliContext): Command {
  return new Command(command)
    .description(description)
    .argument('<service|instance>', 'as millrace instances shows it, or all')
    .option('--json', 'print the answer as JSON')
    .addHelpText('after', HELP)
    .action(async (target: string, options: JsonOption) => {
      context.exitWith(await tellInstances({ command, target }, options, context));
    });
}
