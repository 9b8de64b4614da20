import { inTimeOrder } from './in-time-order.js';
import type { SampleLog } from './sample-log.js';
import { sampleTrace } from './sample-trace.js';
import type { SampleTrace } from './sample-trace.js';

/** What a live sample follows from. */
export interface LiveSampleOptions {
  readonly seed: number;
  /** When the first trace starts, ms since 1970. */
  readonly fromMs: number;
  /** How many logs a second of the shop's time holds, over all. */
  readonly logsPerSecond: number;
}

/** The shop on a quiet day, without end and in bounded memory: logs in the order of time. */
export function liveSample(options: LiveSampleOptions): Generator<SampleLog> {
  return inTimeOrder(liveTraces(options));
}

/** The next trace starts when the logs of those before it have had their time, so that the rate is kept exactly. */
function* liveTraces({ seed, fromMs, logsPerSecond }: LiveSampleOptions): Generator<SampleTrace> {
  const run = `${fromMs}/live`;
  let logs = 0;
  for (let index = 0; ; index += 1) {
    const startMs = fromMs + Math.floor((logs * 1_000) / logsPerSecond);
    const trace = sampleTrace({ seed, run, index, startMs, incident: undefined });
    logs += trace.logs.length;
    yield trace;
  }
}
