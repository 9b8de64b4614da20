/** Length of one event with its line feed, bytes. */
const EVENT_BYTES = 400;

const PATHS = ['/checkout', '/cart', '/login', '/search', '/item'];
const LEVELS = ['info', 'info', 'info', 'debug', 'warn', 'error'];

/** Event number `at`, unpadded. */
export function sampleEvent(at: number) {
  return {
    '@timestamp': new Date(Date.UTC(2026, 10, 21) + at).toISOString(),
    level: LEVELS[at % LEVELS.length],
    service: `service-${at % 12}`,
    message: `request ${at} for customer ${(at * 7_919) % 100_000} finished`,
    request_id: `req-${at.toString(16).padStart(12, '0')}`,
    http: { method: 'GET', path: PATHS[at % PATHS.length], status: 200 + (at % 5) * 100 },
    latency_ms: (at % 1_000) / 4,
    user: `user${at % 5_000}@shop.example`,
    cached: at % 2 === 0,
    padding: '',
  };
}

function event(at: number): string {
  const fields = sampleEvent(at);
  const bare = JSON.stringify(fields).length + 1;
  return JSON.stringify({ ...fields, padding: 'x'.repeat(Math.max(0, EVENT_BYTES - bare)) });
}

/** A body of `count` events, each of {@link EVENT_BYTES}, beginning with number `from`. */
export function eventBatch(from: number, count: number): Buffer {
  const lines = Array.from({ length: count }, (_, index) => `${event(from + index)}\n`);
  return Buffer.from(lines.join(''));
}
