import type { TraceTruth } from '@millrace/sample';
import type { CheckList } from '../harness/check-list.js';
import { runCli } from '../harness/run-cli.js';
import type { Stack } from '../harness/stack.js';

interface View {
  readonly group: { readonly durationMs: number };
  readonly logs: readonly unknown[];
  readonly absent: readonly unknown[];
}

/** Finds a trace with `millrace correlations`, and its logs with `millrace correlations show`. */
export async function lookByCommand(
  { cliEnv }: Stack,
  { traceId, logs, durationMs }: TraceTruth,
  checks: CheckList,
): Promise<void> {
  const list = await runCli(['correlations', traceId, '--json'], cliEnv);
  const found = list.stdout.split('\n').filter((line) => line !== '');
  checks.check('millrace correlations finds one known trace', found.length, 1);
  const { id } = JSON.parse(found[0] ?? '{}') as { readonly id?: string };
  const shown = await runCli(['correlations', 'show', id ?? traceId, '--json'], cliEnv);
  if (shown.status !== 0) console.log(shown.stderr);
  const view = JSON.parse(shown.stdout || '{"logs":[],"absent":[],"group":{}}') as View;
  checks.check('millrace correlations show lists its logs', view.logs.length, logs);
  checks.check('logs that it does not find', view.absent.length, 0);
  checks.check('how long it took, ms', view.group.durationMs, durationMs);
}
