import { handOver, scenarioOptions } from '@millrace/testing';
import type { HandOver, HandOverPlace } from '@millrace/testing';
import { makeLogs } from './basic/make-logs.js';
import { completenessOf, tellIndexers } from './handover/ask-api.js';
import { untilDrained } from './harness/audit.js';
import { createCheckList } from './harness/check-list.js';
import { runOnStack } from './harness/run-on-stack.js';
import { seededRandom } from './harness/seeded-random.js';
import { sendOverHttp } from './harness/send-over-http.js';
import type { Stack } from './harness/stack.js';
import { waitUntil } from './harness/wait-until.js';

/**
 * Searches while logs come in, and goes on with a tail from where the answer says, again and again; then pauses the
 * indexer.
 *
 * What the search and the tail show together has to be every log, none of them twice but for those that the tail repeats
 * of the search. While the indexer is paused answers have to be incomplete from a time that is not after the first log
 * that is missing, and complete again afterwards.
 */
const { tries, load, seed } = scenarioOptions({
  file: import.meta.filename,
  servers: ['KAFKA_BROKERS', 'ELASTICSEARCH_URL', 'MONGODB_URL'],
  options: {
    tries: { about: 'searches that are gone on with', fallback: 100 },
    load: { about: 'other logs that come in for each of them', fallback: 2_000, min: 0 },
    seed: { about: 'what the moments of the searches follow from', fallback: Date.now() % 1_000_000, min: 0 },
  },
});
const AT_A_TIME = 4;
const LOGS = 400;
const OVER_MS = 4_000;
const COMPLETE_WITHIN_MS = 60_000;
/** How far before the first missing log the promise may end: two seconds of margin, a look each second, a mark each second. */
const RANGE_MS = 8_000;

const checks = createCheckList();
const random = seededRandom(seed);
console.log(`handover: ${tries} tries, ${load} other logs for each, --seed ${seed}`);
await runOnStack({ instances: { 'websocket-fanout': 1, indexer: 2 } }, async (stack) => {
  const place = { apiUrl: stack.api.url, ingestUrl: stack.ingest[0]?.url ?? '', key: stack.key };
  const others = [...makeLogs({ prefix: 'other', from: 0, to: load * tries, nowMs: Date.now() }, random)];
  const loading = sendOverHttp(stack, others, {
    ...{ batchLogs: 200, random, spreadMs: (tries / AT_A_TIME) * OVER_MS },
    onAcknowledged: () => undefined,
  });
  const results = await allTries(place);
  await loading;
  const sum = (count: (result: HandOver) => number) => results.reduce((total, one) => total + count(one), 0);
  console.log(`  ${sum(({ found }) => found)} found, ${sum(({ tailed }) => tailed)} tailed`);
  console.log(`  ${sum(({ repeated }) => repeated)} of them repeated of the search`);
  checks.check('tries', results.length, tries);
  checks.check(
    'logs that neither showed',
    sum(({ missing }) => missing.length),
    0,
  );
  checks.check(
    'logs shown twice',
    sum(({ doubled }) => doubled.length),
    0,
  );
  checks.check(
    'tails that were refused or broke',
    sum(({ faults }) => faults.length),
    0,
  );
  checks.check('tries in which both had a part', results.filter(hadBothParts).length > tries / 4, true);
  for (const { faults } of results) for (const fault of faults) console.log(`  ${fault}`);
  await pauseIndexers(stack, place);
  checks.check('the books add up', (await untilDrained(stack)).balanced, true);
  return checks.report();
});

async function allTries(place: HandOverPlace): Promise<readonly HandOver[]> {
  const results: HandOver[] = [];
  let begun = 0;
  const run = async (): Promise<void> => {
    while (begun < tries) {
      const name = `t${seed}x${begun++}`;
      const searchAfterMs = Math.floor(random() * OVER_MS);
      results.push(await handOver(place, { name, logs: LOGS, overMs: OVER_MS, searchAfterMs }));
      if (results.length % 10 === 0) console.log(`  ${results.length} of ${tries}`);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, run));
  return results;
}

function hadBothParts({ found, tailed, repeated }: HandOver): boolean {
  return found > 0 && tailed > repeated;
}

async function pauseIndexers(stack: Stack, place: HandOverPlace): Promise<void> {
  const until = (complete: boolean) =>
    waitUntil({ what: `answers to be complete: ${complete}`, deadlineMs: COMPLETE_WITHIN_MS }, async () => {
      const completeness = await completenessOf(place);
      return completeness.complete === complete ? completeness : undefined;
    });
  await until(true);
  await tellIndexers(place, 'pause');
  const pausedAtMs = Date.now();
  const logs = [...makeLogs({ prefix: 'paused', from: 1, to: 101, nowMs: pausedAtMs }, random)];
  await sendOverHttp(stack, logs, { batchLogs: 50, random, onAcknowledged: () => undefined });
  const late = await until(false);
  console.log(`  paused: ${late.reason ?? ''}`);
  const beforeMs = pausedAtMs - Date.parse(late.upTo ?? '');
  checks.check('the promise ends before the first missing log', beforeMs >= 0, true);
  checks.check(`and not more than ${RANGE_MS} ms before it`, beforeMs <= RANGE_MS, true);
  await tellIndexers(place, 'resume');
  checks.check('complete again', (await until(true)).complete, true);
}
