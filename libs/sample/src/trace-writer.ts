import { completeLog, HOSTS_PER_SERVICE } from './log-fields.js';
import { isDuring } from './incident.js';
import type { SampleIncident } from './incident.js';
import type { Random } from './random.js';
import type { SampleDetails, SampleLevel, SampleLog, SampleService } from './sample-log.js';

/** One service at work for one request. */
export interface Span {
  /** What the service says now. */
  say(level: SampleLevel, message: string, details?: SampleDetails): void;
  /** The same at the end of its work, with how long it took. */
  leave(level: SampleLevel, message: string, details?: SampleDetails): void;
}

/** Writes the logs of one request as it goes through the shop, on a clock of its own. */
export interface TraceWriter {
  readonly random: Random;
  /** Enters a service now. */
  enter(service: SampleService): Span;
  /** Lets time pass. */
  pass(ms: number): void;
  /** What happens beside the rest: the clock is where it was afterwards. */
  aside(work: () => void): void;
  /** Whether the incident lasts now. */
  isIncident(): boolean;
}

/** Where and when a request begins. */
export interface TraceOrigin {
  readonly traceId: string;
  readonly startMs: number;
  readonly random: Random;
  readonly incident: SampleIncident | undefined;
}

/** A writer and what it wrote, in the order of writing. */
export function createTraceWriter(origin: TraceOrigin): {
  readonly writer: TraceWriter;
  readonly logs: readonly SampleLog[];
} {
  const { traceId, startMs, random, incident } = origin;
  const logs: SampleLog[] = [];
  let nowMs = startMs;
  const enter = (service: SampleService): Span => {
    const [spanId, host, startedMs] = [random.hex(8), random.whole(1, HOSTS_PER_SERVICE), nowMs];
    const say: Span['say'] = (level, message, details) => {
      const said = { atMs: nowMs, service, level, message, host, traceId };
      logs.push(completeLog({ ...said, details: { 'span.id': spanId, ...details } }, incident));
    };
    return {
      say,
      leave: (level, message, details) => say(level, message, { duration_ms: nowMs - startedMs, ...details }),
    };
  };
  const writer: TraceWriter = {
    ...{ random, enter },
    pass: (ms) => void (nowMs += ms),
    aside(work) {
      const before = nowMs;
      work();
      nowMs = before;
    },
    isIncident: () => isDuring(incident, nowMs),
  };
  return { writer, logs };
}
