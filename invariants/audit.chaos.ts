import { join } from 'node:path';
import { TOPICS } from '@millrace/schemas';
import { scenarioOptions } from '@millrace/testing';
import { acceptBreaks, auditColour, untilColour } from './audit/audit-colour.js';
import { sendLogs } from './audit/send-logs.js';
import { readAudit, untilDrained } from './harness/audit.js';
import { callElasticsearch } from './harness/call-elasticsearch.js';
import { createCheckList } from './harness/check-list.js';
import { withKafkaHands } from './harness/kafka-hands.js';
import { runOnStack } from './harness/run-on-stack.js';
import type { ServiceProcess } from './harness/service-process.js';
import { ROOT, type Stack } from './harness/stack.js';
import { countStored, storedLogs } from './harness/stored-logs.js';

/**
 * Breaks the books in every known way and looks whether the audit turns red, and only then.
 *
 * Stays green: a rebalance with records in flight, unread records eaten by retention. Turns red: an offset moved by
 * hand, a topic recreated, a step that forgets a record, and for `--deep` a step that lies about one and a document
 * deleted. After each break the operator accepts it, and everything is green again.
 */
scenarioOptions({
  file: import.meta.filename,
  servers: ['KAFKA_BROKERS', 'ELASTICSEARCH_URL', 'MONGODB_URL'],
  options: {},
});

const checks = createCheckList();
await runOnStack({ instances: { indexer: 2 } }, async (stack) => {
  await rebalance(stack);
  await retention(stack);
  await movedOffset(stack);
  await recreatedTopic(stack);
  await mutation(stack, 'forget');
  await mutation(stack, 'lie');
  await deletedDocument(stack);
  return checks.report();
});

async function rebalance(running: Stack): Promise<void> {
  const before = await countStored(running.servers.elasticsearch, running.tenant);
  const [first, second] = running.indexer as [ServiceProcess, ServiceProcess];
  const sending = sendLogs(running, 20_000);
  await first.stop();
  await first.start();
  await second.stop();
  await second.start();
  const sent = await sending;
  await untilDrained(running);
  const stored = (await countStored(running.servers.elasticsearch, running.tenant)) - before;
  checks.check('documents after rebalances in flight', stored, sent);
  checks.check('audit after rebalances in flight', await auditColour(running), 'green');
  checks.check('deep audit after rebalances in flight', await auditColour(running, '--deep'), 'green');
}

async function retention(running: Stack): Promise<void> {
  const before = await expired(running);
  await stopIndexers(running);
  const sent = await sendLogs(running, 500);
  await withKafkaHands(running, (hands) => hands.eatRecords());
  await startIndexers(running);
  await untilDrained(running);
  checks.check('unread records counted expired', (await expired(running)) - before, sent);
  checks.check('audit after retention', await auditColour(running), 'green');
}

async function movedOffset(running: Stack): Promise<void> {
  await sendLogs(running, 500);
  await untilDrained(running);
  await stopIndexers(running);
  await withKafkaHands(running, (hands) => hands.moveOffsets(10));
  checks.check('audit of offsets moved by hand', await auditColour(running), 'red');
  await acceptAndGoOn(running, 'moved offsets');
}

async function recreatedTopic(running: Stack): Promise<void> {
  await withKafkaHands(running, (hands) => hands.recreateTopic());
  await sendLogs(running, 40_000);
  checks.check('audit of a topic recreated and refilled', await untilColour(running, 'red'), 'red');
  await stopIndexers(running);
  await acceptAndGoOn(running, 'the recreated topic');
}

/** The indexer's mutation build drops every 10,000th record before a step: it forgets it, or says it was indexed. */
async function mutation(running: Stack, kind: 'forget' | 'lie'): Promise<void> {
  await stopIndexers(running);
  const program = join(ROOT, 'apps', 'indexer', 'test', 'mutation-main.ts');
  const args = ['--import', 'tsx', '--conditions', '@millrace/source', program];
  const mutant = await running.instance('indexer', kind, args, { MILLRACE_MUTATION: kind });
  await mutant.start();
  await sendLogs(running, 12_000);
  if (kind === 'forget') {
    checks.check('audit of a step that forgets a record', await untilColour(running, 'red'), 'red');
  } else {
    await untilDrained(running);
    checks.check('audit of a step that lies', await auditColour(running), 'green');
    checks.check('deep audit of a step that lies', await auditColour(running, '--deep'), 'red');
  }
  await mutant.stop();
  await acceptAndGoOn(running, `the step that ${kind === 'lie' ? 'lies' : 'forgets'}`);
}

async function deletedDocument(running: Stack): Promise<void> {
  await sendLogs(running, 500);
  await untilDrained(running);
  await withFreshTopic(running);
  await sendLogs(running, 500);
  await untilDrained(running);
  checks.check('deep audit before a document is deleted', await auditColour(running, '--deep'), 'green');
  const newest = await lastStored(running);
  await callElasticsearch(
    running.servers.elasticsearch,
    'DELETE',
    `/${newest.index}/_doc/${newest.documentId}?refresh=true`,
  );
  checks.check('audit after a document was deleted', await auditColour(running), 'green');
  checks.check('deep audit after a document was deleted', await auditColour(running, '--deep'), 'red');
}

/** Takes the records of earlier faults out of the deep audit's sight. */
async function withFreshTopic(running: Stack): Promise<void> {
  await withKafkaHands(running, (hands) => hands.eatRecords());
}

/** A document whose record can still be read: one of the last that were sent. */
async function lastStored({ servers, tenant }: Stack) {
  let last: { readonly index: string; readonly documentId: string; readonly number: number } | undefined;
  for await (const { index, documentId, eventId } of storedLogs(servers.elasticsearch, tenant)) {
    const number = Number(eventId.split('-').at(-1));
    if (last === undefined || number > last.number) last = { index, documentId, number };
  }
  if (last === undefined) throw new Error('looking for the last document: there is none');
  return last;
}

async function acceptAndGoOn(running: Stack, what: string): Promise<void> {
  await acceptBreaks(running, await readAudit(running));
  await startIndexers(running);
  await untilDrained(running);
  checks.check(`audit once ${what} was accepted`, await auditColour(running), 'green');
}

async function stopIndexers({ indexer }: Stack): Promise<void> {
  await Promise.all(indexer.map((service) => service.stop()));
}

async function startIndexers({ indexer }: Stack): Promise<void> {
  for (const service of indexer) await service.start();
}

async function expired(running: Stack): Promise<number> {
  const { books } = await readAudit(running);
  return books.find(({ topic }) => topic === TOPICS.logs.name)?.totals.gaps['expired'] ?? 0;
}
