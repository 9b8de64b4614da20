/**
 * Parses and canonicalises records with redaction on: µs of CPU a record, best of several rounds.
 */
import { canonicalise, createRedactor, DEFAULT_REDACTION_POLICY, parseRecord } from '@millrace/intake';
import type { IntakeContext } from '@millrace/intake';
import { scenarioOptions } from '@millrace/testing';

const { rounds, records } = scenarioOptions({
  file: import.meta.filename,
  servers: [],
  options: {
    rounds: { about: 'rounds, of which the best counts', fallback: 7 },
    records: { about: 'records a round', fallback: 20_000 },
  },
});

const JSON_LOG =
  '{"@timestamp":"2026-11-21T12:00:00.123Z","level":"info","message":"order accepted for customer in 12 ms",' +
  '"service":{"name":"checkout","version":"1.42.0","environment":"production"},"host":{"name":"checkout-7f9c-x2lk"},' +
  '"trace.id":"4bf92f3577b34da6a3ce929d0e0e4736","span.id":"00f067aa0ba902b7","http":{"method":"POST","status":201,' +
  '"path":"/v1/orders"},"latency_ms":12.7,"customer":"c-4711","cached":false,"items":3}';

const SAMPLES: Readonly<Record<string, string>> = {
  json: JSON_LOG,
  syslog:
    'Dec 10 06:55:48 host1 sshd[24200]: Failed password for invalid user webmaster from 192.0.2.17 port 38926 ssh2',
  plain: 'worker 7 finished compaction of segment 000123 in 345 ms, 12 files merged into 1',
};

function context(index: number): IntakeContext {
  return {
    tenant: 'default',
    tenantSecret: Buffer.alloc(32, 1),
    nowMs: 1_795_262_400_000 + (index % 1000),
    reference: { epochMs: 1_795_262_400_000, clock: 'append' },
    isRegisteredNumber: () => true,
    redactor,
    eventId: { id: () => `logs.raw/3/${index}/0` },
  };
}

const redactor = createRedactor(DEFAULT_REDACTION_POLICY);

function measure(sample: string): { microseconds: number; bytes: number } {
  const bytes = Buffer.from(sample);
  let best = Infinity;
  let written = 0;
  for (let round = 0; round < rounds; round++) {
    const start = process.cpuUsage();
    for (let index = 0; index < records; index++) {
      const parsed = parseRecord(bytes);
      if (!parsed.ok) throw new Error(parsed.reason);
      const log = canonicalise(parsed.log, context(index));
      if (!log.ok) throw new Error(log.reason);
      written = log.bytes.length;
    }
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / records);
  }
  return { microseconds: best, bytes: written };
}

console.table(
  Object.fromEntries(
    Object.entries(SAMPLES).map(([name, sample]) => {
      const { microseconds, bytes } = measure(sample);
      return [
        name,
        { 'bytes in': sample.length, 'bytes out': bytes, 'µs a record': Number(microseconds.toFixed(2)) },
      ];
    }),
  ),
);
