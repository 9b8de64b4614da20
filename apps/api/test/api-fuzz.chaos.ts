import { scenarioOptions } from '@millrace/testing';
import type { ApiDependencies } from '../src/api-dependencies.js';
import { apiRoutes } from '../src/api-routes.js';
import { openApi } from '../src/open-api.js';
import { addressOf, apiHarness } from './api-harness.js';
import { operationsOf } from './fuzz/described-api.js';
import type { ApiDocument } from './fuzz/described-api.js';
import { fuzzApi } from './fuzz/fuzz-api.js';
import type { FuzzResult } from './fuzz/fuzz-api.js';
import { fuzzTenant } from './fuzz/fuzz-tenant.js';
import { openViews } from './fuzz/open-views.js';
import { HARMLESS_QUERIES, HOSTILE_QUERIES } from './hostile/hostile-queries.js';
import type { HostileQuery } from './hostile/hostile-queries.js';
import { ANSWERS, volley } from './hostile/hostile-volley.js';
import type { VolleyTarget } from './hostile/hostile-volley.js';
import { serverMemory } from './hostile/server-memory.js';

/**
 * Asks the api by its own description, as it should be asked and as it should not, and with queries that mean harm.
 *
 * Prints each answer that is not as described as a command that brings it about, and the memory of Elasticsearch under
 * queries that mean harm beside that under as many that do not. Status 0 only when nothing was found.
 */
const { requests, seed, volleys } = scenarioOptions({
  file: import.meta.filename,
  servers: ['KAFKA_BROKERS', 'ELASTICSEARCH_URL', 'MONGODB_URL'],
  options: {
    requests: { about: 'requests of each kind for each operation', fallback: 100 },
    seed: { about: 'another one finds other things', fallback: 1 },
    volleys: { about: 'rounds of queries that mean harm', fallback: 5 },
  },
});
const MIB = 1_048_576;
const LONGEST_MS = 3_600_000;
/** Part of the heap that may have grown old more under harm than without. */
const OLDER_SHARE = 0.1;

const api = await apiHarness();
process.exitCode = 1;
try {
  const { key, documents } = await fuzzTenant(api);
  const signal = AbortSignal.timeout(LONGEST_MS);
  const faults = report(await fuzzApi({ port: api.port, key, seed, requestsEach: requests, signal }));
  const target = { port: api.port, key, logId: addressOf(documents[0]!).id };
  const harm = await underVolleys(target);
  const open = await openViews(api.elasticsearchUrl, Object.values(api.tenants));
  console.log(`${String(open)} views are open, for clients that may still go on`);
  if (faults + harm === 0) process.exitCode = 0;
} finally {
  await api.close();
}

function report({ findings, requests: sent, seen }: FuzzResult): number {
  for (const { operation, kind, faults, command } of findings)
    console.log(`FAULT  ${operation}, ${kind}: ${faults.join('; ')}\n       ${command}`);
  for (const [operation, kinds] of seen) {
    const statuses = new Map<number, number>();
    for (const [status, count] of [...kinds.values()].flatMap((one) => [...one]))
      statuses.set(status, (statuses.get(status) ?? 0) + count);
    const counts = [...statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => `${String(status)}: ${String(count)}`);
    console.log(`${operation.padEnd(45)} ${counts.join(', ')}`);
  }
  console.log(`${String(sent)} requests, seed ${String(seed)}, ${String(findings.length)} faults`);
  return findings.length;
}

async function underVolleys(target: VolleyTarget): Promise<number> {
  const harmless = await grown(target, HARMLESS_QUERIES);
  const hostile = await grown(target, HOSTILE_QUERIES);
  const { heapMax, tripped } = await serverMemory(api.elasticsearchUrl);
  const isKept = hostile.older - harmless.older < heapMax * OLDER_SHARE;
  console.log(`breakers tripped ${String(tripped)} times since Elasticsearch began`);
  return isKept && hostile.failed === 0 ? 0 : 1;
}

async function grown(target: VolleyTarget, queries: readonly HostileQuery[]) {
  const operations = operationsOf(
    JSON.parse(JSON.stringify(openApi(apiRoutes({} as ApiDependencies)))) as ApiDocument,
  );
  const before = await serverMemory(api.elasticsearchUrl);
  let [peak, slowest, failed, count] = [0, 0, 0, 0];
  for (let round = 0; round < volleys; round++) {
    for (const { name, status, ms } of await volley(operations, queries, target)) {
      count++;
      slowest = Math.max(slowest, ms);
      if (ANSWERS.includes(status)) continue;
      failed++;
      console.log(`FAULT  ${name}: ${String(status)}`);
    }
    peak = Math.max(peak, (await serverMemory(api.elasticsearchUrl)).used);
  }
  const older = (await serverMemory(api.elasticsearchUrl)).oldGeneration - before.oldGeneration;
  const mib = (bytes: number) => `${(bytes / MIB).toFixed(1)} MiB`;
  console.log(
    `${queries === HOSTILE_QUERIES ? 'hostile' : 'harmless'}: ${String(count)} queries, slowest ${slowest.toFixed(0)} ms, ` +
      `heap at most ${mib(peak)}, grown old ${mib(older)}`,
  );
  return { older, failed };
}
