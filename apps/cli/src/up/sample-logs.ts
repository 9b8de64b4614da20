/** A log of the sample: how long before now it happened, ms, and its fields. */
type SampleLog = readonly [agoMs: number, service: string, level: string, message: string, more?: object];

const ORDER = { 'correlation.id': 'order-7d1f' };

/** A few minutes of a made-up shop, with one order that can be followed through its services. */
const SAMPLE: readonly SampleLog[] = [
  [290_000, 'web', 'info', 'GET /catalogue 200', { latency_ms: 41 }],
  [255_000, 'web', 'info', 'GET /catalogue/espresso-machine 200', { latency_ms: 38 }],
  [240_000, 'stock', 'info', 'stock level of espresso-machine is 3'],
  [201_000, 'web', 'info', 'POST /orders 202', { latency_ms: 93, ...ORDER }],
  [200_800, 'orders', 'info', 'order received: 1 espresso-machine', ORDER],
  [200_500, 'stock', 'info', 'reserved 1 espresso-machine, 2 left', ORDER],
  [
    199_900,
    'payments',
    'warn',
    'card issuer is slow, trying again',
    { latency_ms: 2_100, attempt: 1, ...ORDER },
  ],
  [
    197_600,
    'payments',
    'error',
    'payment declined: card issuer timed out',
    { latency_ms: 4_400, attempt: 2, ...ORDER },
  ],
  [197_400, 'orders', 'warn', 'order put on hold until it is paid', ORDER],
  [150_000, 'web', 'info', 'GET /catalogue 200', { latency_ms: 44 }],
  [121_000, 'payments', 'info', 'payment accepted at the third attempt', { attempt: 3, ...ORDER }],
  [120_700, 'orders', 'info', 'order confirmed', ORDER],
  [90_000, 'stock', 'warn', 'stock level of espresso-machine is low: 2'],
  [61_000, 'shipping', 'info', 'parcel handed to the carrier', ORDER],
  [30_000, 'web', 'error', 'GET /catalogue/teapot 500: template not found', { latency_ms: 12 }],
  [5_000, 'web', 'info', 'GET /catalogue 200', { latency_ms: 39 }],
];

/** The sample as lines of JSON, stamped relative to `nowMs` (Unix epoch). */
export function sampleLines(nowMs: number): readonly string[] {
  return SAMPLE.map(([agoMs, service, level, message, more]) =>
    JSON.stringify({
      '@timestamp': new Date(nowMs - agoMs).toISOString(),
      'service.name': `sample-${service}`,
      'log.level': level,
      message,
      ...more,
    }),
  );
}
