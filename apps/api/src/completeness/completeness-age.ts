import type { Telemetry } from '@millrace/runtime';
import { indexedSoFar } from './indexed-so-far.js';
import type { IndexedSoFarPorts } from './indexed-so-far.js';

/**
 * The metric that operators alert on: how long ago, by this clock, the instant was up to which all logs can be found.
 * It is infinite while nobody knows, so that a rule with a bound meets that too.
 */
export function addCompletenessAge(telemetry: Pick<Telemetry, 'gauge'>, ports: IndexedSoFarPorts): void {
  const gauge = {
    name: 'completeness_age_seconds',
    help:
      'Time since the instant before which every log that Kafka appended can be found, but for parked indices; ' +
      'about 3 when all is well, +Inf while nobody knows.',
  };
  telemetry.gauge(gauge, () => [{ labels: {}, value: ageSeconds(ports) }]);
}

function ageSeconds(ports: IndexedSoFarPorts): number {
  const known = indexedSoFar(ports);
  if ('unknown' in known) return Number.POSITIVE_INFINITY;
  // Kafka's clock may be ahead of this one.
  return Math.max(0, known.asOfMs - known.logs.upToMs) / 1_000;
}
