import { ProduceError, ProducerBusyError } from '@millrace/pipeline';
import type { OutboundRecord, RecordProducer } from '@millrace/pipeline';
import { describe, expect, it } from 'vitest';
import { NOW_MS, openRegistry, rawLog, redactor, sampleOrigin } from '../test/sample-origin.js';
import { DependencyError } from './dependency-error.js';
import type { OriginatedLog } from './log-origin.js';
import { createIngestPipeline } from './pipeline.js';
import type { PatienceFor } from './pipeline.js';
import type { Verdict } from './verdict.js';

const TOPICS = { logs: 'logs', deadLetters: 'dead-letters' };
const STAMP = '2026-11-21T11:59:00Z';

function harness(failures: Error[] = []) {
  const sent: OutboundRecord[][] = [];
  const producer: RecordProducer = {
    send: async (records) => {
      const failure = failures.shift();
      if (failure) throw failure;
      sent.push([...records]);
    },
    bufferedBytes: () => 0,
    close: async () => undefined,
  };
  const registry = openRegistry();
  const ingestLogs = createIngestPipeline({
    ...{ registry, producer, redactor, topics: TOPICS },
    retentionMs: 30 * 24 * 3_600_000,
    chunk: { logs: 2, bytes: 1_000 },
  });
  const runLogs = async (logs: Iterable<OriginatedLog>, patienceFor: PatienceFor) => {
    const verdicts: Verdict[] = [];
    for await (const chunk of ingestLogs(logs, patienceFor)) verdicts.push(...chunk);
    return verdicts;
  };
  const run = (texts: readonly string[], patienceFor: PatienceFor = () => impatient) =>
    runLogs(logsOf(texts), patienceFor);
  return { sent, registry, run, runLogs };
}

const impatient = {
  signal: new AbortController().signal,
  wait: async () => undefined,
  policy: () => undefined,
};
const patient = { ...impatient, policy: () => 1 };

function logsOf(texts: readonly string[]): OriginatedLog[] {
  return texts.map((text, index) => ({ origin: sampleOrigin, raw: rawLog(text, index), part: index }));
}

describe('the way of a log', () => {
  it('ends each log in one verdict, in order, and writes good logs and dead letters together', async () => {
    const { sent, run } = harness();
    const verdicts = await run([`{"time":"${STAMP}","msg":"a"}`, '{"bad']);
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(['accepted', 'dead-lettered']);
    expect(sent.map((records) => records.map(({ topic }) => topic))).toEqual([['logs', 'dead-letters']]);
  });

  it('writes no more than a chunk before it is acknowledged', async () => {
    const { sent, run } = harness();
    await run(['{"a":1}', '{"a":2}', '{"a":3}', '{"a":4}', '{"a":5}']);
    expect(sent.map(({ length }) => length)).toEqual([2, 2, 1]);
  });

  it('writes nothing for a log that has expired', async () => {
    const { sent, runLogs } = harness();
    const origin = { ...sampleOrigin, mayBackfill: false };
    const raw = rawLog('{"time":"2020-01-01T00:00:00Z","msg":"old"}');
    const verdicts = await runLogs([{ origin, raw }], () => impatient);
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(['expired']);
    expect(sent).toEqual([]);
  });

  it('ends with what the patience does not outlast, and keeps what was yielded before', async () => {
    const outage = new ProduceError('logs', new Error('gone'));
    const { sent, run } = harness([outage]);
    await expect(run(['{"a":1}'])).rejects.toBe(outage);
    expect(sent).toEqual([]);
  });

  it('tells the patience how many chunks are written', async () => {
    const asked: number[] = [];
    const { run } = harness();
    await run(['{"a":1}', '{"a":2}', '{"a":3}'], (chunksDone) => {
      asked.push(chunksDone);
      return impatient;
    });
    expect(asked).toEqual([0, 1]);
  });

  it('outlasts a full buffer, an outage of Kafka and one of MongoDB when it is patient', async () => {
    const { sent, registry, run } = harness([
      new ProducerBusyError(1, 5),
      new ProduceError('logs', new Error('gone')),
    ]);
    registry.failures = 2;
    expect(await run(['{"latency":1}'], () => patient)).toHaveLength(1);
    expect(sent).toHaveLength(1);
  });

  it('never guesses where a number belongs while MongoDB is away', async () => {
    const { sent, registry, run } = harness();
    registry.failures = 1;
    await expect(run(['{"latency":1}'])).rejects.toBeInstanceOf(DependencyError);
    expect(sent).toEqual([]);
  });

  it('does not ask the registry for logs without numbers', async () => {
    const { registry, run } = harness();
    registry.failures = 1;
    expect(await run(['{"msg":"no numbers"}'])).toHaveLength(1);
  });

  it('redacts the bytes and the reason of a dead letter', async () => {
    const { sent, run } = harness();
    const [verdict] = await run(['{"password":"hunter2","time":"2126-01-01T00:00:00Z"}']);
    expect(verdict).toMatchObject({ outcome: 'dead-lettered', code: 'timestamp-out-of-range' });
    const letter = sent[0]?.[0];
    expect(String(letter?.value)).toBe('{"password":"[REDACTED:field]","time":"2126-01-01T00:00:00Z"}');
    expect(letter?.headers).toMatchObject({
      'x-dl-redacted': '1',
      'x-dl-step': 'canonicalise-log',
      'x-dl-part': '0',
      'x-dl-first-seen': String(NOW_MS),
    });
  });

  it('never leaves half a secret at the cut of a long letter', async () => {
    const { sent, run } = harness();
    const filler = 'x'.repeat(896 * 1_024 - 20);
    await run([`{"a":"${filler} password=hunter2hunter2hunter2 ${'y'.repeat(200_000)}"}`]);
    const value = String(sent[0]?.[0]?.value);
    expect(value.length).toBeLessThanOrEqual(896 * 1_024);
    expect(value).not.toContain('hunter2');
    expect(Number(sent[0]?.[0]?.headers['x-dl-cut-from'])).toBeGreaterThan(1_000_000);
  });
});
