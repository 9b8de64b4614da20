import { createHash } from 'node:crypto';
import { describeTrace } from './describe-trace.js';
import type { TraceTruth } from './describe-trace.js';
import type { SampleIncident } from './incident.js';
import { createRandom } from './random.js';
import type { SampleLog } from './sample-log.js';
import { searchCatalogue, viewProduct } from './scenarios/browse.js';
import { checkOut } from './scenarios/check-out.js';
import { fillCart } from './scenarios/fill-cart.js';
import { createTraceWriter } from './trace-writer.js';
import type { TraceWriter } from './trace-writer.js';

/** One request on its way through the shop. */
export interface SampleTrace {
  readonly startMs: number;
  /** In the order of time. */
  readonly logs: readonly SampleLog[];
  readonly truth: TraceTruth;
}

/** What a trace follows from. */
export interface TraceSeed {
  readonly seed: number;
  /** Tells runs of one seed apart in the ids of their traces. */
  readonly run: string;
  readonly index: number;
  readonly startMs: number;
  readonly incident: SampleIncident | undefined;
}

/** A trace is over within this time, ms; a property test holds it to that. */
export const MAX_TRACE_MS = 20_000;

/** What people do, and how often in a hundred times. */
const SCENARIOS: readonly (readonly [share: number, scenario: (trace: TraceWriter) => void])[] = [
  [28, searchCatalogue],
  [28, viewProduct],
  [20, fillCart],
  [24, checkOut],
];
const ALL_SHARES = 100;

/** The trace of a seed and a number, the same every time. */
export function sampleTrace({ seed, run, index, startMs, incident }: TraceSeed): SampleTrace {
  const random = createRandom(`${seed}/${index}`);
  const traceId = createHash('sha256').update(`${seed}/${run}/${index}`).digest('hex').slice(0, 32);
  const { writer, logs } = createTraceWriter({ traceId, startMs, random, incident });
  scenarioAt(random.whole(0, ALL_SHARES - 1))(writer);
  const ordered = [...logs].sort((one, other) => one.atMs - other.atMs);
  return { startMs, logs: ordered, truth: describeTrace(traceId, ordered) };
}

function scenarioAt(place: number): (trace: TraceWriter) => void {
  let passed = 0;
  for (const [share, scenario] of SCENARIOS) {
    passed += share;
    if (place < passed) return scenario;
  }
  return checkOut;
}
