import { printable } from '../output/printable.js';
import type { FoundGroup } from '../replies/correlation-reply.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** A span of time as a person reads it: `12.5 ms`, `1.234 s`, `3 min 20 s`. */
export function spanText(ms: number): string {
  if (ms < SECOND_MS) return `${Math.round(ms * 10) / 10} ms`;
  if (ms < MINUTE_MS) return `${(ms / SECOND_MS).toFixed(3)} s`;
  const seconds = Math.round(ms / SECOND_MS);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A canonical timestamp to the millisecond. */
export function momentText(timestamp: string): string {
  return `${printable(timestamp).slice(0, 23)}Z`;
}

/** Services in the order of their first log, on one line. */
export function servicesText({ services }: Pick<FoundGroup, 'services'>): string {
  return services.map(printable).join(' → ');
}
