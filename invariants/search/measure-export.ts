import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Stack } from '../harness/stack.js';
import { residentMib } from './resident-mib.js';

/** What came of an export of everything. */
export interface ExportResult {
  readonly rows: number;
  readonly distinct: number;
  readonly seconds: number;
  /** Memory of the api before, in the middle of the first tenth of the rows, and at most, MiB. */
  readonly beforeMib: number;
  readonly earlyMib: number;
  readonly mostMib: number;
}

const SAMPLE_MS = 1_000;
const EARLY_SHARE = 0.05;

/** Exports all of `expected` logs, cut off once in the middle and gone on with after the last whole line. */
export async function measureExport(stack: Stack, expected: number): Promise<ExportResult> {
  const seen = new Set<string>();
  const beforeMib = await residentMib(stack.api);
  let rows = 0;
  let [earlyMib, mostMib] = [0, 0];
  const watch = setInterval(() => {
    void residentMib(stack.api).then((mib) => {
      mostMib = Math.max(mostMib, mib);
      if (rows < 2 * EARLY_SHARE * expected) earlyMib = mib;
    });
  }, SAMPLE_MS);
  const startedAt = performance.now();
  let after: string | undefined;
  try {
    for (const until of [Math.floor(expected / 2), Number.POSITIVE_INFINITY]) {
      for await (const line of exportedLines(stack, after)) {
        const log = JSON.parse(line) as Readonly<Record<string, unknown>>;
        const id = String(log['event.id']);
        after = `${String(log['@timestamp'])},${id}`;
        seen.add(id);
        rows += 1;
        if (rows >= until) break;
      }
    }
  } finally {
    clearInterval(watch);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  return { rows, distinct: seen.size, seconds, beforeMib, earlyMib, mostMib };
}

/** The lines from a place on; leaving the loop cuts the connection. */
async function* exportedLines({ api, key }: Stack, after: string | undefined): AsyncGenerator<string> {
  const parameters = new URLSearchParams(after === undefined ? {} : { after });
  const reply = await fetch(`${api.url}/v1/logs/export?${parameters.toString()}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  if (!reply.ok || !reply.body) throw new Error(`exporting: ${reply.status} ${await reply.text()}`);
  const body = Readable.fromWeb(reply.body);
  try {
    yield* createInterface({ input: body, crlfDelay: Number.POSITIVE_INFINITY });
  } finally {
    body.destroy();
  }
}
