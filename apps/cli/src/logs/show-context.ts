import { CliError } from '../cli-error.js';
import type { CliContext } from '../cli-context.js';
import { findService } from '../client/find-service.js';
import { RefusedError } from '../client/problem-error.js';
import { readJson } from '../client/service-client.js';
import type { ExitCode } from '../exit-code.js';
import { printable } from '../output/printable.js';
import type { Style } from '../output/terminal.js';
import { contextReplySchema, type ContextReply } from '../replies/context-reply.js';
import { incompletenessOf, type FoundLog } from '../replies/search-reply.js';
import { renderLog } from '../search/render-log.js';
import { tellIncomplete } from '../search/tell-incomplete.js';

/** Options of the command as the user gave them. */
export interface ContextOptions {
  readonly before: number;
  readonly after: number;
  readonly json?: true;
}

/** Prints the lines around a log, from the same source. @throws CliError when there is no log of that id */
export async function showContext(
  id: string,
  { before, after, json }: ContextOptions,
  context: CliContext,
): Promise<ExitCode> {
  const { terminal } = context;
  const api = await findService('api', context.config);
  const signal = context.interrupted();
  const path = `/v1/logs/${encodeURIComponent(id)}/context`;
  const query = { before: String(before), after: String(after) };
  const reply = await readJson(api, { path, query, reply: contextReplySchema }, signal).catch(
    (error: unknown) => {
      if (!(error instanceof RefusedError) || error.status !== 404) throw error;
      throw new CliError(`finding the log ${printable(id)}: there is none`, {
        hint: 'millrace search --ids shows the ids of logs.',
      });
    },
  );
  if (json) terminal.printJson(reply);
  else for (const line of renderContext(reply, terminal.paint)) terminal.print(line);
  await terminal.drained(signal);
  return tellIncomplete(incompletenessOf(reply), terminal);
}

/** The lines in their order, with a mark before the one that was asked for. */
export function renderContext(
  { before, line, after }: ContextReply,
  paint: (style: Style, text: string) => string,
): readonly string[] {
  const shown = (log: FoundLog) => renderLog(log, [{ text: log.message, match: log === line }], paint);
  return [
    ...before.map((log) => `  ${shown(log)}`),
    `${paint('bold', '>')} ${shown(line)}`,
    ...after.map((log) => `  ${shown(log)}`),
  ];
}
