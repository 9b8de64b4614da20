import { usageError } from '../cli-error.js';
import type { CliContext } from '../cli-context.js';
import { findService } from '../client/find-service.js';
import type { ExitCode } from '../exit-code.js';
import { printable } from '../output/printable.js';
import { formatCount } from '../output/table.js';
import { showingQuery } from '../query/query-refusal.js';
import { searchScope, type TimeOptions } from '../search/search-scope.js';
import { tellIncomplete } from '../search/tell-incomplete.js';
import { createExportFile, resumeExportFile } from './export-file.js';
import { exportLogs, type Exporting, type Sink } from './export-logs.js';

/** Options of the command as the user gave them. */
export interface ExportOptions extends TimeOptions {
  readonly output?: string;
  readonly resume?: true;
}

/**
 * Writes all logs a query finds, the oldest first, a line each. A connection that breaks is opened again and goes on
 * after the last whole line, so that nothing is lost and nothing comes twice.
 *
 * @returns `found` when the answer is known to be incomplete, which is said as well
 * @throws CliError when the query or the access is refused, nothing can be reached at the start or for ten attempts, or
 *   the file cannot be written
 */
export async function runExport(
  query: string,
  options: ExportOptions,
  context: CliContext,
): Promise<ExitCode> {
  const scope = searchScope(query, options, context.now());
  const { output, resume } = options;
  if (resume && output === undefined)
    throw usageError('--resume: goes on with a file; name it with --output FILE');
  const api = await findService('api', context.config);
  const file =
    output === undefined ? undefined : await (resume ? resumeExportFile(output) : createExportFile(output));
  const signal = context.interrupted();
  const exporting: Exporting = {
    ...{ api, context, after: file?.after, written: 0, failures: 0, hasBegun: false },
    ...{ progress: undefined, incomplete: undefined },
    // What is older than the position is in the file, also where --since has moved on meanwhile.
    scope: file?.after === undefined ? scope : { ...scope, from: undefined },
    sink: file ? ({ bytes }) => file.append(bytes) : toTerminal(context, signal),
  };
  try {
    await showingQuery(query, () => exportLogs(exporting, signal));
  } catch (error) {
    exporting.progress?.stop();
    if (exporting.written === 0) await file?.discard();
    else await file?.close();
    if (exporting.written > 0 && output !== undefined) tellCut(exporting, output);
    throw error;
  }
  exporting.progress?.stop();
  await file?.close();
  context.terminal.note(`${formatCount(exporting.written)} logs exported.`);
  return tellIncomplete(exporting.incomplete, context.terminal);
}

/** A pipe gets the bytes as they are; on a terminal nothing may act. */
function toTerminal({ terminal }: CliContext, signal: AbortSignal): Sink {
  return async ({ bytes }) => {
    if (terminal.width() === undefined) terminal.printBytes(bytes);
    else
      for (const line of bytes.toString().trimEnd().split('\n'))
        terminal.printJson(JSON.parse(line) as unknown);
    await terminal.drained(signal);
  };
}

function tellCut({ context, written }: Exporting, output: string): void {
  context.terminal.note(
    `${formatCount(written)} logs were written to ${printable(output)}; --resume goes on with it.`,
  );
}
