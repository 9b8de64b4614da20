import { Command } from 'commander';
import type { CliContext } from '../cli-context.js';
import { deleteSavedSearch, listSavedSearches, saveSearch } from '../saved/manage-saved-searches.js';

const HELP = `
Every key of the tenant that may search sees its searches; the key that saved one, and admins, may change it.
Examples:
  millrace searches save slow-checkout 'service.name:checkout latency_ms>500' --description 'over half a second'
  millrace search --saved slow-checkout --since 1h
  millrace searches
  millrace searches delete slow-checkout`;

interface JsonOption {
  readonly json?: true;
}

/** The command `millrace searches`, with `list`, `save` and `delete`. */
export function searchesCommand(context: CliContext): Command {
  return new Command('searches')
    .description('searches that are kept under names')
    .addHelpText('after', HELP)
    .addCommand(
      new Command('list')
        .description('the searches of the tenant, by name')
        .option('--json', 'print each search as JSON, one object a line')
        .action((options: JsonOption) => listSavedSearches(options, context)),
      { isDefault: true },
    )
    .addCommand(saveSubcommand(context))
    .addCommand(
      new Command('delete')
        .description('remove a search')
        .argument('<search>', 'its name')
        .option('--json', 'print the last of it as JSON')
        .action((name: string, options: JsonOption) => deleteSavedSearch(name, options, context)),
    );
}

function saveSubcommand(context: CliContext): Command {
  return new Command('save')
    .description('keep a query under a name, in place of what the name stood for')
    .argument('<search>', 'its name')
    .argument('<query...>', 'the query; several arguments are one')
    .option('--description <text>', 'what it is for')
    .option('--json', 'print it as JSON')
    .action((name: string, query: string[], options: JsonOption & { readonly description?: string }) =>
      saveSearch({ ...options, name, query: query.join(' ') }, context),
    );
}
