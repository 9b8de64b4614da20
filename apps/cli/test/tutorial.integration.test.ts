import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pageScripts, startMillrace, waitFor, WORKSPACE_ROOT } from '@millrace/testing';
import type { RunningMillrace } from '@millrace/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';

const UP_TIMEOUT_MS = 180_000;

/** What the blocks that need a running start print, in the order of the page. */
const PRINTED: readonly RegExp[] = [
  /^ *\d+ payments payment failed: card issuer timed out$/m,
  /^\d+\n(.*error payments payment failed: card issuer timed out\n){3}$/,
  /"service.version":"2.14.0"/,
  /^[1-9]\d*\n\d\n$/,
  /started 2.13.4, replacing 2.14.0\n(.*\n)*.*started 2.14.0, replacing 2.13.4\n/,
  /orders wait to be paid\n(.*\n)*.*orders are no longer on hold/,
  /^began .*\n(.*→ payments\n){3}$/,
  /payment failed: card issuer timed out\n(.*\n)*.*POST \/checkout 504/,
  /^(.* payments .*\n){5}$/,
  /timestamp-out-of-range.*\n(.*\n)*ship ended with status 1/,
  /millrace dead-letters show [^]*from the cellar/,
  /The books add up|in flight/,
];

let millrace: RunningMillrace;

beforeAll(async () => {
  millrace = await startMillrace({
    args: ['--rate', '20'],
    // A sample that was begun is sent whatever the store holds.
    prepare: (home) => writeFile(join(home, 'sample-begun'), String(Date.now())),
  });
  await waitFor(() => /^searchable: \d+ logs of a sample shop/m.test(millrace.screen()), 60_000);
}, UP_TIMEOUT_MS);

afterAll(() => millrace.stop(), UP_TIMEOUT_MS);

it('shows commands that work one after the other, from a log that is found to a dead letter', async () => {
  const scripts = await pageScripts(join(WORKSPACE_ROOT, 'docs/tutorial.md'));
  const running = scripts.filter((script) => script.includes('npx millrace'));
  expect(scripts.length - running.length).toBe(2);
  const results = [];
  for (const script of running) results.push({ script, ...(await millrace.shell(script)) });
  expect(results.filter(({ status }) => status !== 0)).toEqual([]);
  const unexpected = results.filter(({ out }, index) => !PRINTED[index]?.test(out));
  expect(unexpected).toEqual([]);
  expect(results).toHaveLength(PRINTED.length);
}, 180_000);
