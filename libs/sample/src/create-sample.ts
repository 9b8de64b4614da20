import type { TraceTruth } from './describe-trace.js';
import { inTimeOrder } from './in-time-order.js';
import type { SampleIncident } from './incident.js';
import { createRandom } from './random.js';
import type { SampleLog } from './sample-log.js';
import { MAX_TRACE_MS, sampleTrace } from './sample-trace.js';
import type { SampleTrace } from './sample-trace.js';
import { withOperations } from './with-operations.js';

/** What a sample follows from: the same options give the same logs. */
export interface SampleOptions {
  readonly seed: number;
  /** No log is later, ms since 1970. */
  readonly untilMs: number;
  /** Time from before the first log to `untilMs`, ms: some minutes at least, for the incident to have its place. */
  readonly spanMs: number;
  readonly traces: number;
}

/** Some time in the life of a shop, with one incident. Everything is made anew as it is read and nothing is kept. */
export interface Sample {
  readonly incident: SampleIncident;
  /** In the order of their start. */
  traces(): Iterable<SampleTrace>;
  /** All logs in the order of time, those outside of traces included. */
  logs(): Iterable<SampleLog>;
  /** What is true of each trace, in the order of their start. */
  truth(): Iterable<TraceTruth>;
}

/** Where in the sample the incident lies, as parts of its span. */
const INCIDENT_BEGINS = 0.6;
const INCIDENT_ENDS = 0.75;

/** See {@link Sample}. @throws RangeError when the span is too short for a trace to end in it */
export function createSample(options: SampleOptions): Sample {
  const { untilMs, spanMs } = options;
  if (!(spanMs >= 2 * MAX_TRACE_MS))
    throw new RangeError(`making a sample: its span is ${spanMs} ms, expected ${2 * MAX_TRACE_MS} or more`);
  const fromMs = untilMs - spanMs;
  const incident = {
    fromMs: fromMs + Math.round(spanMs * INCIDENT_BEGINS),
    untilMs: fromMs + Math.round(spanMs * INCIDENT_ENDS),
  };
  const traces = (): Generator<SampleTrace> => tracesOf(options, incident);
  return {
    incident,
    traces,
    logs: () => withOperations(inTimeOrder(traces()), incident),
    truth: () => truthOf(traces()),
  };
}

function* tracesOf(options: SampleOptions, incident: SampleIncident): Generator<SampleTrace> {
  const { seed, untilMs, spanMs, traces } = options;
  const random = createRandom(`${seed}/starts`);
  const everyMs = (spanMs - MAX_TRACE_MS) / traces;
  for (let index = 0; index < traces; index += 1) {
    const startMs = untilMs - spanMs + Math.floor((index + random.fraction()) * everyMs);
    yield sampleTrace({ seed, run: `${untilMs}/${spanMs}`, index, startMs, incident });
  }
}

function* truthOf(traces: Iterable<SampleTrace>): Generator<TraceTruth> {
  for (const { truth } of traces) yield truth;
}
