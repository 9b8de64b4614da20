import { createSample, sampleLine } from '@millrace/sample';
import type { SampleLog, SampleTrace, TraceTruth } from '@millrace/sample';
import type { SentLog } from '../harness/http-sender.js';

/** Logs of the sample shop as they are sent, and what is true of them. */
export interface Shipment {
  readonly logs: readonly SentLog[];
  /** By trace id. */
  readonly truth: ReadonlyMap<string, TraceTruth>;
  /** How many of the logs belong to traces. */
  readonly inTraces: number;
  /** The longest time between two logs of one trace that follow each other, ms. */
  readonly longestPauseMs: number;
}

/** Half an hour of the shop holds ten thousand traces; a smaller sample is shorter, not thinner. */
const MS_PER_TRACE = 180;
const SHORTEST_MS = 180_000;
/** One log in so many is sent late by this much of the shop's time: its group was closed before, and is revised. */
const LATE_EVERY = 97;
const LATE_BY_MS = 120_000;
/** As short as a sample may be. */
const ONE_TRACE_MS = 40_000;

/** The shop's last minutes, most logs in the order of time. Equal arguments give equal logs under equal ids. */
export function shopShipment(wanted: {
  readonly seed: number;
  readonly traces: number;
  readonly untilMs: number;
}): Shipment {
  const spanMs = Math.max(SHORTEST_MS, wanted.traces * MS_PER_TRACE);
  const sample = createSample({ ...wanted, spanMs });
  return shipmentOf(sample.traces(), someLate(sample.logs()), `correlation-${wanted.seed}-${wanted.untilMs}`);
}

/** A single trace whose last log is of now. */
export function traceOfNow(seed: number, nowMs: number): Shipment {
  const shape = { seed, spanMs: ONE_TRACE_MS, traces: 1 };
  const [first] = createSample({ ...shape, untilMs: nowMs }).truth();
  const aheadMs = nowMs - (first?.lastMs ?? nowMs);
  const traces = [...createSample({ ...shape, untilMs: nowMs + aheadMs }).traces()];
  const logs = traces.flatMap((trace) => trace.logs);
  return shipmentOf(traces, logs, `correlation-last-${seed}-${nowMs}`);
}

function someLate(logs: Iterable<SampleLog>): readonly SampleLog[] {
  return [...logs]
    .map((log, index) => ({ log, sentMs: log.atMs + (index % LATE_EVERY === 0 ? LATE_BY_MS : 0) }))
    .sort((one, other) => one.sentMs - other.sentMs)
    .map(({ log }) => log);
}

function shipmentOf(traces: Iterable<SampleTrace>, logs: Iterable<SampleLog>, prefix: string): Shipment {
  const truth = new Map<string, TraceTruth>();
  let longestPauseMs = 0;
  let inTraces = 0;
  for (const trace of traces) {
    if (truth.has(trace.truth.traceId))
      throw new Error(`making a shipment: ${trace.truth.traceId} is used twice`);
    truth.set(trace.truth.traceId, trace.truth);
    inTraces += trace.logs.length;
    trace.logs.reduce((before, log) => {
      longestPauseMs = Math.max(longestPauseMs, log.atMs - before.atMs);
      return log;
    });
  }
  const sent = [...logs].map((log, index) => sentLog(log, `${prefix}-${index}`));
  return { logs: sent, truth, inTraces, longestPauseMs };
}

/** Under an id of its own, so that a second delivery is no second log. */
function sentLog(log: SampleLog, id: string): SentLog {
  const fields = { ...log.fields, 'event.id': id };
  return { id, bad: false, line: sampleLine({ ...log, fields }) };
}
