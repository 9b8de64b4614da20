import { Command, InvalidArgumentError, Option } from 'commander';
import { SCOPES, type Scope } from '@millrace/schemas';
import type { CliContext } from '../cli-context.js';
import { createKey } from '../keys/create-key.js';
import { listKeys } from '../keys/list-keys.js';
import { revokeKey } from '../keys/revoke-key.js';
import { rotateKey } from '../keys/rotate-key.js';

const HELP = `
Keys belong to a tenant and say what their bearer may do: ${SCOPES.join(', ')}. Only their hash is stored: a key is
shown once, when it is made. All of this needs a key with the scope admin.

Examples:
  millrace key create --name shipper --scope ingest
  millrace key create --name analyst --scope search --scope tail
  millrace key list
  millrace key rotate KEY-ID --overlap 7d
  millrace key revoke KEY-ID`;

interface JsonOption {
  readonly json?: true;
}

interface CreateOptions extends JsonOption {
  readonly name: string;
  readonly scope: readonly Scope[];
  readonly tenant?: string;
}

/** The command `millrace key`, with `create`, `list`, `revoke` and `rotate`. */
export function keyCommand(context: CliContext): Command {
  return new Command('key')
    .description('make, list, change and revoke API keys')
    .addHelpText('after', HELP)
    .addCommand(createSubcommand(context))
    .addCommand(
      new Command('list')
        .description('the keys of the tenant, newest first')
        .option('--json', 'print the answer as JSON')
        .action((options: JsonOption) => listKeys(options, context)),
    )
    .addCommand(rotateSubcommand(context))
    .addCommand(
      new Command('revoke')
        .description('refuse a key from now on')
        .argument('<key-id>', 'as key list shows it')
        .option('--json', 'print the answer as JSON')
        .action((keyId: string, options: JsonOption) => revokeKey(keyId, options, context)),
    );
}

function createSubcommand(context: CliContext): Command {
  const scope = new Option('--scope <scope>', 'what it may do; repeat for several')
    .makeOptionMandatory()
    .choices(SCOPES)
    .argParser((text: string, before: readonly Scope[] | undefined) => [...(before ?? []), scopeOf(text)]);
  return new Command('create')
    .description('make a key; it is printed once')
    .requiredOption('--name <name>', 'what it is for')
    .addOption(scope)
    .option(
      '--tenant <name>',
      'whose key (default: the tenant of the key in use; another takes a system admin)',
    )
    .option('--json', 'print the answer as JSON')
    .action(({ json, name, scope: scopes, tenant }: CreateOptions) =>
      createKey(
        { name, scopes, ...(tenant !== undefined && { tenant }) },
        { ...(json && { json }) },
        context,
      ),
    );
}

function scopeOf(text: string): Scope {
  const scope = SCOPES.find((known) => known === text);
  if (scope === undefined) throw new InvalidArgumentError(`A scope is one of ${SCOPES.join(', ')}.`);
  return scope;
}

function rotateSubcommand(context: CliContext): Command {
  return new Command('rotate')
    .description('make a key like this one; the old one goes on working for a while')
    .argument('<key-id>', 'as key list shows it')
    .option('--overlap <duration>', 'how long the old key goes on working (0s to 30d)', '24h')
    .option('--json', 'print the answer as JSON')
    .action((keyId: string, options: JsonOption & { readonly overlap: string }) =>
      rotateKey({ keyId, overlap: options.overlap }, options, context),
    );
}
