import { findService } from '../client/find-service.js';
import { readJson } from '../client/service-client.js';
import type { CliContext } from '../cli-context.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { printable } from '../output/printable.js';
import type { Terminal } from '../output/terminal.js';
import { commandReplySchema, type CommandReply } from '../replies/instance-reply.js';

/** What is told to whom. */
export interface Order {
  readonly command: 'pause' | 'resume';
  /** A service, an instance or `all`. */
  readonly target: string;
}

/**
 * Tells instances to pause or resume and prints what each answered.
 *
 * @returns `found` when one did not answer or failed, or when none did it; instances that read no records refuse, which
 *   is no fault where others do it
 */
export async function tellInstances(
  { command, target }: Order,
  options: { readonly json?: true },
  context: CliContext,
): Promise<ExitCode> {
  const api = await findService('api', context.config);
  const request = {
    method: 'POST' as const,
    path: `/v1/instances/${encodeURIComponent(target)}/commands`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ command }),
    reply: commandReplySchema,
  };
  const reply = await readJson(api, request, context.interrupted());
  const { terminal } = context;
  if (options.json) terminal.printJson(reply);
  else for (const line of linesOf(reply, terminal.paint)) terminal.print(line);
  return exitCodeOf(reply);
}

function exitCodeOf({ results, unanswered }: CommandReply): ExitCode {
  const failed = results.some(({ error }) => error !== undefined && error.code !== 'refused');
  const done = results.some(({ error }) => error === undefined);
  return done && !failed && unanswered.length === 0 ? EXIT.ok : EXIT.found;
}

function linesOf({ results, unanswered }: CommandReply, paint: Terminal['paint']): readonly string[] {
  return [
    ...results.map(({ instance, status, error }) => {
      const name = paint('bold', printable(instance));
      if (error === undefined) return `${name} is ${printable(status?.state ?? 'done')}`;
      const style = error.code === 'refused' ? 'dim' : 'red';
      return `${name} ${paint(style, `${printable(error.code)}: ${printable(error.reason)}`)}`;
    }),
    ...unanswered.map((instance) => `${paint('bold', printable(instance))} ${paint('red', 'no answer')}`),
  ];
}
