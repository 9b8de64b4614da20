import { Command } from 'commander';
import type { CliContext } from '../cli-context.js';
import { acceptBreak } from '../audit/accept-break.js';
import { runAudit, type AuditCommandOptions } from '../audit/run-audit.js';

const HELP = `
For every consumer group and partition: records written, each outcome, gaps (records that retention ate before they
were read), and records in flight, with whether they add up. Records in flight are no fault.
--deep believes no counter: it reads the ids in logs and looks each up in Elasticsearch and among the dead letters.

Examples:
  millrace audit
  millrace audit --deep
  millrace audit --json | jq '.books[].partitions[] | select(.balanced | not)'
  millrace audit accept logs/3 --group millrace-indexer --reason 'offsets moved by hand for the migration'

Exit status: 0 the books add up; 1 a sum is wrong, a ledger is broken, or a log is missing; 3 not done.`;

const ACCEPT_HELP = `
A partition whose ledger is broken stands still until somebody looks at it. Accepting begins its books anew where the
group had committed; who did so, when and why is kept for good. It needs an admin's key, and the
service that reads the topic must be stopped meanwhile.

Example:
  millrace audit accept logs/3 --group millrace-indexer --reason 'topic recreated after the disk was lost'`;

/** The command `millrace audit`, with `audit accept`. */
export function auditCommand(context: CliContext): Command {
  return new Command('audit')
    .description('check that every record is accounted for')
    .option('--deep', 'compare ids in logs with what is stored, record by record')
    .option('--all', 'show partitions that hold nothing too')
    .option('--json', 'print the answer as JSON')
    .addHelpText('after', HELP)
    .action(async (options: AuditCommandOptions) => {
      context.exitWith(await runAudit(options, context));
    })
    .addCommand(acceptCommand(context));
}

function acceptCommand(context: CliContext): Command {
  return new Command('accept')
    .description('go on with a partition whose ledger is broken')
    .argument('<topic/partition>', 'such as logs/3')
    .requiredOption('--reason <text>', 'why it is right to go on; kept with the acceptance')
    .option('--group <id>', 'consumer group (default: the one that reads this topic, if there is only one)')
    .addHelpText('after', ACCEPT_HELP)
    .action(async (place: string, options: { readonly reason: string; readonly group?: string }) => {
      await acceptBreak(place, options, context);
    });
}
