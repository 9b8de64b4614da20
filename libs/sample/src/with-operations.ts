import { FAULTY_VERSION, SOUND_VERSION } from './incident.js';
import type { SampleIncident } from './incident.js';
import { completeLog } from './log-fields.js';
import type { Utterance } from './log-fields.js';
import type { SampleLog } from './sample-log.js';

/** How often orders says how many of them wait, ms. */
const QUEUE_REPORT_EVERY_MS = 20_000;
const STARTUP_MS = 1_800;

/**
 * Adds what services say outside of any request during an incident: the deploy, the rollback, and how many orders pile
 * up, counted from the logs that pass by. Logs come and go in the order of time.
 */
export function* withOperations(logs: Iterable<SampleLog>, incident: SampleIncident): Generator<SampleLog> {
  const due = operations(incident);
  let next = due.next();
  let held = 0;
  for (const log of logs) {
    while (!next.done && next.value.atMs <= log.atMs) {
      yield completeLog(next.value.utterance(held), incident);
      next = due.next();
    }
    if (log.service === 'orders' && log.level === 'warn') held += 1;
    yield log;
  }
  for (; !next.done; next = due.next()) yield completeLog(next.value.utterance(held), incident);
}

interface Operation {
  readonly atMs: number;
  /** What is said when so many orders are on hold. */
  readonly utterance: (held: number) => Utterance;
}

function* operations({ fromMs, untilMs }: SampleIncident): Generator<Operation> {
  yield replacement(fromMs, SOUND_VERSION, FAULTY_VERSION);
  for (let atMs = fromMs + QUEUE_REPORT_EVERY_MS; atMs < untilMs; atMs += QUEUE_REPORT_EVERY_MS)
    yield { atMs, utterance: (held) => queueReport(atMs, held) };
  yield replacement(untilMs, FAULTY_VERSION, SOUND_VERSION);
  yield { atMs: untilMs + QUEUE_REPORT_EVERY_MS, utterance: (held) => release(untilMs, held) };
}

function replacement(atMs: number, before: string, after: string): Operation {
  const message = `started ${after}, replacing ${before}`;
  const details = { 'startup.duration_ms': STARTUP_MS };
  return {
    atMs,
    utterance: () => ({ atMs, service: 'payments', level: 'info', message, host: 1, details }),
  };
}

function queueReport(atMs: number, held: number): Utterance {
  const message = `${held} orders wait to be paid`;
  const details = { 'orders.waiting': held };
  return { atMs, service: 'orders', level: held > 0 ? 'warn' : 'info', message, host: 1, details };
}

function release(untilMs: number, held: number): Utterance {
  const atMs = untilMs + QUEUE_REPORT_EVERY_MS;
  const message = `payments answers again: ${held} orders are no longer on hold`;
  return { atMs, service: 'orders', level: 'info', message, host: 1, details: { 'orders.waiting': 0 } };
}
