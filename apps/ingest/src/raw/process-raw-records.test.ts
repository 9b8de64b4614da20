import { ProduceError, ProducerBusyError } from '@millrace/pipeline';
import type { OutboundRecord, SourceRecord } from '@millrace/pipeline';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openRegistry, redactor } from '../../test/sample-origin.js';
import { sampleRecord } from '../../test/sample-record.js';
import { createIngestPipeline } from '../pipeline.js';
import { createProcessRawRecords } from './process-raw-records.js';

const never = new AbortController().signal;
const NOTHING = () => undefined;

function harness(
  failures: Error[] = [],
  clock: () => number = () => Date.UTC(2026, 10, 21, 13),
  onWait: () => void = NOTHING,
) {
  const sent: OutboundRecord[] = [];
  const failed: string[] = [];
  const ingestLogs = createIngestPipeline({
    registry: openRegistry(),
    producer: {
      send: async (records) => {
        const failure = failures.shift();
        if (failure) throw failure;
        sent.push(...records);
      },
      bufferedBytes: () => 0,
      close: async () => undefined,
    },
    redactor,
    topics: { logs: 'logs', deadLetters: 'dead-letters' },
    retentionMs: 30 * 24 * 3_600_000,
    chunk: { logs: 3, bytes: 10_000 },
  });
  const process = createProcessRawRecords({
    ingestLogs,
    secretOf: async () => Buffer.alloc(32, 3),
    tenantOf: (topic) => (topic === 'logs.raw' ? 'shop' : undefined),
    mayBackfill: false,
    events: {
      verdicts: NOTHING,
      recordsSettled: NOTHING,
      bodyReceived: NOTHING,
      dependencyFailed: (error) => void failed.push(error.name),
      rawTopicsChanged: NOTHING,
      rawSourceFailed: NOTHING,
      topicDrifted: NOTHING,
    },
    now: clock,
    random: () => 0.5,
    wait: async () => onWait(),
  });
  return { sent, failed, process };
}

function records(...values: readonly string[]): SourceRecord[] {
  return values.map((value, index) => sampleRecord({ offset: 40 + index, value: Buffer.from(value) }));
}

describe('processing raw records', () => {
  it('gives every record exactly one outcome: accepted if any log was, else dead-lettered, else expired', async () => {
    const { process } = harness();
    const old = '{"time":"2020-01-01T00:00:00Z"}';
    const given = records('{"a":1}', '{"a":', `{"a":1}\n{"a":\n`, old, `${old}\n{"a":\n`, '');
    const outcomes = await process(given, never);
    expect(outcomes.map(({ record }) => record)).toEqual(given);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([
      'accepted',
      'dead-lettered',
      'accepted',
      'expired',
      'dead-lettered',
      'dead-lettered',
    ]);
  });

  it('names the place of a bad log, as a part only where the record holds several', async () => {
    const { sent, process } = harness();
    await process(records('{"password":"x",', '{"a":1}\n{"b"'), never);
    const letters = sent.filter(({ topic }) => topic === 'dead-letters');
    expect(letters.map(({ key }) => key)).toEqual(['logs.raw/2/40/-', 'logs.raw/2/41/1']);
    expect(letters[0]?.headers).toMatchObject({ 'x-dl-tenant': 'shop', 'x-dl-redacted': '1' });
    expect(String(letters[0]?.value)).toBe('{"password":"[REDACTED:field]",');
  });

  it('writes the same records at a second delivery, whenever it is and however it is batched', async () => {
    const values = fc.array(fc.constantFrom('{"a":1}', 'plain text', '{"a"', '{"n":1}\n{"n":2}', ''), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(values, fc.nat({ max: 8 }), async (given, cut) => {
        const first = harness();
        const second = harness([], () => Date.UTC(2026, 10, 21, 14));
        await first.process(records(...given), never);
        await second.process(records(...given).slice(0, cut), never);
        await second.process(records(...given).slice(cut), never);
        const identities = (sent: readonly OutboundRecord[]) =>
          sent.map(({ key, headers }) => [key, headers['id'], headers['day']]);
        expect(identities(second.sent)).toEqual(identities(first.sent));
      }),
    );
  });

  it('waits while Kafka is full or away, and reports that it is away', async () => {
    const failures = [new ProducerBusyError(1, 1), new ProduceError('logs', new Error('gone'))];
    const { sent, failed, process } = harness(failures);
    await process(records('{"a":1}'), never);
    expect(sent).toHaveLength(1);
    expect(failed).toEqual(['ProduceError']);
  });

  it('ends with the reason of the signal, so that the records are delivered again', async () => {
    const stop = new AbortController();
    const reason = new Error('the partition went elsewhere');
    const busy = Array.from({ length: 3 }, () => new ProducerBusyError(1, 1));
    const { sent, process } = harness(busy, undefined, () => stop.abort(reason));
    await expect(process(records('{"a":1}'), stop.signal)).rejects.toBe(reason);
    expect(sent).toEqual([]);
  });

  it('ends with a programming error instead of an outcome', async () => {
    const { process } = harness([new TypeError('a bug')]);
    await expect(process(records('{"a":1}'), never)).rejects.toThrow('a bug');
    const stranger = [sampleRecord({ topic: 'logs.raw.stranger' })];
    await expect(process(stranger, never)).rejects.toThrow('logs.raw.stranger[2]@40');
  });
});
