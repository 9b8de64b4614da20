import type { SentLog } from '../harness/http-sender.js';

const LEVELS = ['debug', 'info', 'info', 'info', 'warn', 'error'];
const SERVICES = ['checkout', 'payment', 'inventory', 'gateway', 'mail'];
/** One log in this many states a time that cannot be accepted, and has to end as a dead letter. */
const BAD_EVERY = 997;
/** Logs are spread over this many days before now, so that several indices are written. */
const DAYS = 3;
const DAY_MS = 86_400_000;

/** Logs of a run, each with an id of its own. Equal arguments give equal logs. */
export function* makeLogs(
  wanted: { readonly prefix: string; readonly from: number; readonly to: number; readonly nowMs: number },
  random: () => number,
): Generator<SentLog, void, undefined> {
  const pick = (names: readonly string[]): string => names[Math.floor(random() * names.length)] ?? '';
  for (let index = wanted.from; index < wanted.to; index++) {
    const id = `${wanted.prefix}-${index}`;
    const bad = index % BAD_EVERY === 0;
    const timeMs = bad ? -1_000 : wanted.nowMs - Math.floor(random() * DAYS * DAY_MS);
    const log = {
      'event.id': id,
      '@timestamp': new Date(timeMs).toISOString(),
      'log.level': pick(LEVELS),
      'service.name': pick(SERVICES),
      message: `request ${index} took ${Math.floor(random() * 900)} ms`,
      latency_ms: Math.round(random() * 1_000) / 10,
    };
    yield { id, bad, line: JSON.stringify(log) };
  }
}
