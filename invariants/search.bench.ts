import { parseQuery, queryDsl } from '@millrace/filter';
import { logsIndexPattern } from '@millrace/schemas';
import { scenarioOptions } from '@millrace/testing';
import { callElasticsearch } from './harness/call-elasticsearch.js';
import { printTable } from './harness/print-table.js';
import { runOnStack } from './harness/run-on-stack.js';
import type { Stack } from './harness/stack.js';
import { countStored } from './harness/stored-logs.js';
import { waitUntil } from './harness/wait-until.js';
import { loadSample } from './search/load-sample.js';
import { measureExport } from './search/measure-export.js';
import { measureStreams } from './search/measure-streams.js';
import { namedQueries } from './search/named-queries.js';
import type { NamedQuery } from './search/named-queries.js';
import { timeInTurn } from './search/time-calls.js';

/**
 * Searching the logs of a shop over four weeks, loaded through ingest and the indexer: ten kinds of question, those for
 * logs in turn with the same query put to Elasticsearch itself.
 *
 * Then streams of results that nobody reads fast, and an export of everything, cut off once.
 *
 * Fails when a question for logs takes more than 300 ms in 1 of 100 cases, or 5 ms more than Elasticsearch in the median;
 * when the first event of a stream takes more than 100 ms in 1 of 100 cases, or the api more than 200 MiB with all of them
 * open; when the export has not every log once.
 */
const {
  logs,
  turns,
  streams: streamCount,
} = scenarioOptions({
  file: import.meta.filename,
  servers: ['KAFKA_BROKERS', 'ELASTICSEARCH_URL', 'MONGODB_URL'],
  options: {
    logs: { about: 'logs to search', fallback: 5_000_000 },
    turns: { about: 'times each question is asked', fallback: 200 },
    streams: { about: 'streams of results that are open at a time; a key may have 100', fallback: 100 },
  },
});
const LIMIT_P99_MS = 300;
const LIMIT_OVERHEAD_MS = 5;
const LIMIT_FIRST_EVENT_MS = 100;
const LIMIT_STREAMS_MIB = 200;
const WARM_UP_TURNS = 10;
const DAY_MS = 86_400_000;
const SPAN_MS = 28 * DAY_MS;
const PROGRESS_LOGS = 250_000;
const INDEXED_WITHIN_MS = 1_800_000;
/** Documents whose neighbours are asked for. */
const IDS = 50;

await runOnStack({}, async (stack) => {
  const untilMs = Date.now();
  await load(stack);
  const asked = { fromMs: untilMs - SPAN_MS, untilMs, ids: await someIds(stack) };
  const quick = await measure(stack, namedQueries(asked));
  const light = await streams(stack);
  return (await exported(stack)) && light && quick;
});

async function load(stack: Stack): Promise<void> {
  const ingestUrl = stack.ingest[0]?.url ?? '';
  let told = 0;
  const onProgress = (sent: number): void => {
    if (sent - told < PROGRESS_LOGS) return;
    told = sent;
    console.log(`  ${sent.toLocaleString('en-US')} logs sent`);
  };
  const startedAt = performance.now();
  const seconds = await loadSample({ ingestUrl, key: stack.key, logs, spanMs: SPAN_MS, onProgress });
  await waitUntil({ what: 'all to be indexed', deadlineMs: INDEXED_WITHIN_MS, everyMs: 1_000 }, async () =>
    (await countStored(stack.servers.elasticsearch, stack.tenant)) === logs ? true : undefined,
  );
  const all = (performance.now() - startedAt) / 1_000;
  console.log(
    `${logs.toLocaleString('en-US')} logs sent in ${seconds.toFixed(0)} s, searchable after ${all.toFixed(0)} s\n`,
  );
}

async function ask(
  stack: Stack,
  path: string,
  parameters: Readonly<Record<string, string>>,
): Promise<unknown> {
  const url = `${stack.api.url}${path}?${new URLSearchParams(parameters).toString()}`;
  const reply = await fetch(url, { headers: { authorization: `Bearer ${stack.key}` } });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`asking ${url}: ${reply.status} ${text.slice(0, 500)}`);
  return JSON.parse(text) as unknown;
}

async function someIds(stack: Stack): Promise<readonly string[]> {
  const page = (await ask(stack, '/v1/logs', { q: 'level:error', limit: String(IDS) })) as {
    items: readonly { _id: string }[];
  };
  return page.items.map(({ _id }) => _id);
}

/** Asks Elasticsearch what the api asks it. */
async function askDirectly(stack: Stack, { q = '', limit }: Readonly<Record<string, string>>): Promise<void> {
  const pattern = logsIndexPattern(stack.tenant);
  await callElasticsearch(stack.servers.elasticsearch, 'POST', `/${pattern}/_search`, {
    query: queryDsl(parseQuery(q), { tenant: stack.tenant }),
    size: Number(limit),
    sort: [
      {
        '@timestamp': {
          order: 'desc',
          format: 'strict_date_optional_time_nanos',
          numeric_type: 'date_nanos',
        },
      },
      { 'event.id': 'desc' },
    ],
    track_total_hits: 10_000,
    timeout: '20s',
  });
}

async function measure(stack: Stack, queries: readonly NamedQuery[]): Promise<boolean> {
  const rows: (string | number)[][] = [];
  let sound = true;
  for (const { name, path, aggregates } of queries) {
    const byApi = async (turn: number): Promise<void> => {
      const { path: route, parameters } = path(turn);
      await ask(stack, route, parameters);
    };
    const direct = (turn: number): Promise<void> => askDirectly(stack, path(turn).parameters);
    const comparable = path(0).path === '/v1/logs';
    const [own, raw] = await timeInTurn(comparable ? [byApi, direct] : [byApi], {
      turns,
      warmUp: WARM_UP_TURNS,
    });
    if (!own) throw new Error('timing calls: nothing was timed');
    const overhead = raw && own.p50 - raw.p50;
    const ok = aggregates || (own.p99 <= LIMIT_P99_MS && (overhead ?? 0) <= LIMIT_OVERHEAD_MS);
    sound &&= ok;
    const ms = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(1));
    rows.push([
      name,
      ms(own.p50),
      ms(own.p99),
      ms(raw?.p50),
      ms(raw?.p99),
      ms(overhead),
      ok ? 'ok' : 'FAULT',
    ]);
  }
  printTable(['question', 'p50 ms', 'p99 ms', 'Elasticsearch p50', 'p99', 'overhead p50', ''], rows);
  return sound;
}

async function streams(stack: Stack): Promise<boolean> {
  const { firstEvent, beforeMib, mostMib } = await measureStreams(stack, streamCount);
  const { p50, p99 } = firstEvent;
  console.log(`\nstreams: first event after ${p50.toFixed(1)} ms (p50), ${p99.toFixed(1)} ms (p99);`);
  console.log(
    `  ${streamCount} at a time: ${mostMib.toFixed(0)} MiB at most, ${beforeMib.toFixed(0)} before them`,
  );
  return p99 <= LIMIT_FIRST_EVENT_MS && mostMib <= LIMIT_STREAMS_MIB;
}

async function exported(stack: Stack): Promise<boolean> {
  const { rows, distinct, seconds, beforeMib, earlyMib, mostMib } = await measureExport(stack, logs);
  const shown = (count: number): string => count.toLocaleString('en-US');
  console.log(
    `export, cut once and gone on with: ${shown(rows)} rows, ${shown(distinct)} different, in ${seconds.toFixed(0)} s;`,
  );
  console.log(
    `  memory of the api ${beforeMib.toFixed(0)} MiB before, ${earlyMib.toFixed(0)} early, ${mostMib.toFixed(0)} at most`,
  );
  return rows === logs && distinct === logs;
}
