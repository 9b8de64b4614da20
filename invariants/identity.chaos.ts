import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scenarioOptions } from '@millrace/testing';
import { appendLogs, makeFiles, type LogFile } from './identity/make-files.js';
import { readAudit, untilDrained } from './harness/audit.js';
import { createCheckList } from './harness/check-list.js';
import { createHttpSender } from './harness/http-sender.js';
import { runCli } from './harness/run-cli.js';
import { runOnStack } from './harness/run-on-stack.js';
import type { Stack } from './harness/stack.js';
import { countStored } from './harness/stored-logs.js';

/**
 * Sends the same logs again in every way a sender may, and counts what is new: nothing, unless something was added.
 *
 * Files again, after a restart of every service, in other batch sizes, with lines appended; two equal requests
 * without stamps, which are two events; half a batch and then all of it under one `Idempotency-Key`.
 */
const { logs } = scenarioOptions({
  file: import.meta.filename,
  servers: ['KAFKA_BROKERS', 'ELASTICSEARCH_URL', 'MONGODB_URL'],
  options: { logs: { about: 'logs of each of four files', fallback: 2_000 } },
});
const APPENDED = 100;
const BATCH = 100;
const DAY_MS = 86_400_000;

const startMs = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS;
const checks = createCheckList();
await runOnStack({}, async (stack) => {
  const directory = await mkdtemp(join(tmpdir(), 'millrace-identity-'));
  try {
    await shipFiles(stack, await makeFiles(directory, logs, startMs));
  } finally {
    await rm(directory, { recursive: true });
  }
  await sendPings(stack);
  await retryHalf(stack);
  checks.check('the books add up', (await readAudit(stack)).balanced, true);
  return checks.report();
});

/** New documents that some work makes, once everything is drained. */
async function newDocuments(running: Stack, work: () => Promise<void>): Promise<number> {
  const before = await countStored(running.servers.elasticsearch, running.tenant);
  await work();
  await untilDrained(running);
  return (await countStored(running.servers.elasticsearch, running.tenant)) - before;
}

async function shipFiles(running: Stack, files: readonly LogFile[]): Promise<void> {
  const ship = (...options: string[]) =>
    newDocuments(running, async () => {
      const result = await runCli(['ship', ...options, ...files.map(({ path }) => path)], running.cliEnv);
      if (result.status !== 0) throw new Error(`shipping files: ${result.stderr}${result.stdout}`);
    });
  const all = files.reduce((sum, { logs }) => sum + logs, 0);
  checks.check('files shipped', await ship(), all);
  checks.check('shipped again', await ship(), 0);
  await restart(running);
  checks.check('again after a restart', await ship(), 0);
  checks.check('again in other batches', await ship('--batch-lines', '137', '--concurrency', '1'), 0);
  for (const file of files) await appendLogs(file, APPENDED, startMs);
  checks.check(`again with ${APPENDED} lines appended to each`, await ship(), APPENDED * files.length);
}

async function restart({ ingest, indexer, api }: Stack): Promise<void> {
  for (const service of [...ingest, ...indexer, api]) {
    checks.check(`${service.name} stopped with status`, (await service.stop()) ?? 'a signal', 0);
    await service.start();
  }
}

async function sendPings(running: Stack): Promise<void> {
  const ping = async (): Promise<void> => {
    await senderOf(running, { 'content-type': 'text/plain' })(['ping']);
  };
  const both = await newDocuments(running, async () => {
    await ping();
    await ping();
  });
  checks.check('two equal pings without stamps', both, 2);
}

async function retryHalf(running: Stack): Promise<void> {
  const send = senderOf(running, { 'idempotency-key': `identity-${startMs}` });
  // Every line stands twice, so that only its count among equal ones tells it from its twin.
  const lines = Array.from({ length: BATCH }, (_, index) =>
    JSON.stringify({ message: `order ${index >> 1}` }),
  );
  const first = await newDocuments(running, async () => {
    await send(lines.slice(0, BATCH / 2));
  });
  const rest = await newDocuments(running, async () => {
    await send(lines);
  });
  const again = await newDocuments(running, async () => {
    await send(lines.slice(BATCH / 4));
  });
  checks.check('half a batch under a key', first, BATCH / 2);
  checks.check('then all of it', rest, BATCH / 2);
  checks.check('then a part of it', again, 0);
}

function senderOf(running: Stack, headers: Readonly<Record<string, string>>) {
  const urls = running.ingest.map(({ url }) => url);
  return createHttpSender({ urls, key: running.key, random: Math.random, headers });
}
