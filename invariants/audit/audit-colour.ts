import type { Audit } from '../harness/audit.js';
import { runCli } from '../harness/run-cli.js';
import type { Stack } from '../harness/stack.js';
import { waitUntil } from '../harness/wait-until.js';

/** Green: the command left with 0. Red: it found something and left with 1. */
export type Colour = 'green' | 'red';

/** Runs `millrace audit` as an operator would. @throws Error when it could not be carried out */
export async function auditColour(stack: Stack, ...options: readonly string[]): Promise<Colour> {
  const { status, stderr } = await runCli(['audit', ...options], stack.cliEnv);
  if (status === 0) return 'green';
  if (status === 1) return 'red';
  throw new Error(`auditing: status ${status}: ${stderr}`);
}

/** Waits until the audit has a colour; the last one seen when it does not get it. */
export async function untilColour(stack: Stack, wanted: Colour): Promise<Colour> {
  const options = { what: `the audit to turn ${wanted}`, deadlineMs: 60_000, everyMs: 1_000 };
  const seen = await waitUntil(options, async () =>
    (await auditColour(stack)) === wanted ? wanted : undefined,
  ).catch(() => undefined);
  return seen ?? (wanted === 'red' ? 'green' : 'red');
}

/** Accepts every broken book, with the services that read them stopped. */
export async function acceptBreaks(stack: Stack, audit: Audit): Promise<number> {
  let accepted = 0;
  for (const { topic, groupId, partitions } of audit.books) {
    for (const { partition } of partitions.filter(({ balanced }) => !balanced)) {
      const place = `${topic}/${partition}`;
      const reason = 'the scenario broke it on purpose';
      // A group that has just lost its members takes some seconds to be empty.
      await waitUntil({ what: `${place} to be accepted`, deadlineMs: 60_000, everyMs: 1_000 }, async () => {
        const { status, stderr } = await runCli(
          ['audit', 'accept', place, '--group', groupId, '--reason', reason],
          stack.cliEnv,
        );
        if (status !== 0) throw new Error(stderr);
        return true;
      });
      accepted++;
    }
  }
  return accepted;
}
