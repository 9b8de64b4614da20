import { createGroupLane } from '@millrace/correlation';
import { documentId, formatTimestamp, severityOf } from '@millrace/schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSample } from './create-sample.js';
import type { SampleOptions } from './create-sample.js';
import { MAX_TRACE_MS } from './sample-trace.js';
import { SAMPLE_SERVICES, sampleLine } from './sample-log.js';
import type { SampleLog } from './sample-log.js';

const UNTIL = Date.parse('2026-11-21T12:00:00Z');
const WINDOW_MS = 30_000;

const options: fc.Arbitrary<SampleOptions> = fc.record({
  seed: fc.integer(),
  untilMs: fc.integer({ min: UNTIL, max: UNTIL + 86_400_000 }),
  spanMs: fc.integer({ min: 10 * 60_000, max: 120 * 60_000 }),
  traces: fc.integer({ min: 1, max: 120 }),
});

interface Line {
  readonly '@timestamp': string;
  readonly 'log.level': string;
  readonly 'service.name': string;
  readonly 'service.version': string;
  readonly 'trace.id'?: string;
}

/** Logs as a receiver sees them: nothing but lines. */
const linesOf = (logs: Iterable<SampleLog>) => [...logs].map((log) => JSON.parse(sampleLine(log)) as Line);

/** The truth again, by counting lines the plain way. */
function recount(lines: readonly Line[]) {
  const byTrace = Map.groupBy(
    lines.filter((line) => line['trace.id'] !== undefined),
    (line) => line['trace.id'],
  );
  return [...byTrace].map(([traceId, own]) => {
    const times = own.map((line) => Date.parse(line['@timestamp']));
    const [firstMs, lastMs] = [Math.min(...times), Math.max(...times)];
    const firstOf = (service: string) =>
      Math.min(...times.filter((_, index) => own[index]?.['service.name'] === service));
    const count = (level: string) => own.filter((line) => line['log.level'] === level).length;
    return {
      ...{ traceId, firstMs, lastMs, durationMs: lastMs - firstMs, logs: own.length, errors: count('error') },
      services: [...new Set(own.map((line) => line['service.name']))]
        .sort()
        .sort((one, other) => firstOf(one) - firstOf(other)),
      levels: Object.fromEntries(own.map((line) => [line['log.level'], count(line['log.level'])])),
    };
  });
}

const byId = <T extends { readonly traceId: string | undefined }>(list: Iterable<T>) =>
  [...list].sort((one, other) => String(one.traceId).localeCompare(String(other.traceId)));

describe('createSample', () => {
  it('gives the same logs for the same options, and others for another seed', () => {
    fc.assert(
      fc.property(options, (wanted) => {
        const [one, other] = [createSample(wanted), createSample({ ...wanted })];
        expect(linesOf(one.logs())).toEqual(linesOf(other.logs()));
        const reseeded = createSample({ ...wanted, seed: wanted.seed + 1 });
        expect(linesOf(reseeded.logs())).not.toEqual(linesOf(one.logs()));
      }),
      { numRuns: 25 },
    );
  });

  it('gives logs in the order of time, within its span, each its own', () => {
    fc.assert(
      fc.property(options, (wanted) => {
        const logs = [...createSample(wanted).logs()];
        const times = logs.map(({ atMs }) => atMs);
        expect(times).toEqual(times.toSorted((one, other) => one - other));
        expect(times[0]).toBeGreaterThanOrEqual(wanted.untilMs - wanted.spanMs);
        expect(times.at(-1)).toBeLessThanOrEqual(wanted.untilMs);
        expect(new Set(logs.map(sampleLine)).size).toBe(logs.length);
      }),
      { numRuns: 25 },
    );
  });

  it('says of each trace what a plain count of its lines says', () => {
    fc.assert(
      fc.property(options, (wanted) => {
        const sample = createSample(wanted);
        expect(byId(recount(linesOf(sample.logs())))).toEqual(byId(sample.truth()));
        expect(byId(sample.truth())).toHaveLength(wanted.traces);
      }),
      { numRuns: 25 },
    );
  });

  it('says of each trace what its correlation group says', () => {
    const sample = createSample({ seed: 7, untilMs: UNTIL, spanMs: 1_800_000, traces: 1_500 });
    const rule = {
      name: 'correlation-id',
      windowMs: WINDOW_MS,
      horizonMs: 900_000,
      maxGroups: 100_000,
      maxIds: 1_000_000,
    };
    const lane = createGroupLane(rule, 1);
    let offset = 0;
    for (const { atMs, service, level, traceId } of sample.logs()) {
      if (traceId === undefined) continue;
      lane.take({
        ...{ tenant: 'shop', correlationId: traceId, source: 'trace', topic: 'logs', partition: 0 },
        ...{ offset, documentId: documentId('shop', String(offset++), atMs) },
        timestamp: formatTimestamp({ epochMs: atMs, nanos: 0 }),
        ...{ timestampMs: atMs, appendedAtMs: UNTIL, service, severity: severityOf(level), closes: false },
      });
    }
    const groups = lane.closeDue(UNTIL + 60_000).map((group) => ({
      traceId: group['correlation.id'],
      ...{ firstMs: Date.parse(group.first), lastMs: Date.parse(group.last), durationMs: group.durationMs },
      ...{ services: group.services, logs: group.logs, errors: group.errors, levels: group.levels },
    }));
    expect(byId(groups)).toEqual(byId(sample.truth()));
  });

  it('never lets a trace pause for nearly as long as the window of correlation', () => {
    for (const { logs, truth } of createSample({
      seed: 3,
      untilMs: UNTIL,
      spanMs: 3_600_000,
      traces: 3_000,
    }).traces()) {
      expect(truth.durationMs).toBeLessThan(MAX_TRACE_MS);
      const pauses = logs.slice(1).map(({ atMs }, index) => atMs - (logs[index]?.atMs ?? 0));
      expect(Math.max(0, ...pauses)).toBeLessThan(WINDOW_MS / 3);
    }
  });

  it('has eight services, and traces through most of them', () => {
    const truth = [...createSample({ seed: 5, untilMs: UNTIL, spanMs: 1_800_000, traces: 1_000 }).truth()];
    expect(new Set(truth.flatMap(({ services }) => services))).toEqual(new Set(SAMPLE_SERVICES));
    expect(Math.max(...truth.map(({ services }) => services.length))).toBe(7);
    const orders = new Set(truth.map(({ services }) => services.join(' ')));
    expect(orders.size).toBeGreaterThan(5);
  });

  it('refuses a span in which no trace could end', () => {
    expect(() => createSample({ seed: 1, untilMs: UNTIL, spanMs: 1_000, traces: 1 })).toThrow(RangeError);
  });
});

describe('the incident', () => {
  it.each([1, 2, 3, 4, 5])('is there to be found, seed %d', (seed) => {
    const sample = createSample({ seed, untilMs: UNTIL, spanMs: 1_800_000, traces: 1_000 });
    const { fromMs, untilMs } = sample.incident;
    const isInside = ({ atMs }: SampleLog) => atMs >= fromMs && atMs < untilMs;
    const logs = [...sample.logs()];
    const payments = logs.filter(({ service, traceId }) => service === 'payments' && traceId !== undefined);
    const failed = (list: readonly SampleLog[]) =>
      list.filter(({ level }) => level === 'error').length / list.length;
    const [inside, outside] = [payments.filter(isInside), payments.filter((log) => !isInside(log))];
    expect(inside.length).toBeGreaterThan(20);
    expect(failed(inside)).toBeGreaterThan(0.3);
    expect(failed(outside)).toBeLessThan(0.02);

    const slow = payments.filter(({ fields }) => Number(fields['duration_ms']) > 2_000);
    expect(slow.filter((log) => !isInside(log)).length).toBeLessThan(5);
    expect(slow.filter(({ fields }) => fields['service.version'] === '2.14.0').length).toBeGreaterThan(20);
    expect(inside.every(({ fields }) => fields['service.version'] === '2.14.0')).toBe(true);

    const waiting = logs.flatMap(({ fields }) => fields['orders.waiting'] ?? []).map(Number);
    expect(Math.max(...waiting)).toBeGreaterThan(10);
    expect(
      logs.filter(({ traceId }) => traceId === undefined).map(({ fields }) => fields['message']),
    ).toEqual(
      expect.arrayContaining(['started 2.14.0, replacing 2.13.4', 'started 2.13.4, replacing 2.14.0']),
    );
  });
});
