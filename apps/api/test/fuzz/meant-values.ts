import fc from 'fast-check';
import type { JsonSchema } from './described-api.js';
import { instants, valuesOf } from './schema-values.js';

/**
 * Values of parameters and members that mean more than their schema can say. The rest is whatever the schema allows:
 * a new parameter that refuses some of it fails the fuzz until its schema says so, or it stands here with the reason.
 */
export const MEANT: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  // Of what was never changed.
  version: fc.constant(1),
  // A language has a grammar.
  q: fc.oneof(
    fc.constantFrom('', 'paid', '"order paid"', 'level:error', 'severity>=warn', '-level:info', 'trace.id:*'),
    fc.constantFrom(
      'latency_ms>500',
      'user:ada',
      'service.name:(shop OR web)',
      '@timestamp:[2026-11-20 TO *]',
    ),
    fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 5 }).map((words) => words.join(' AND ')),
    fc.stringMatching(/^[a-z]{1,8}$/).map((word) => `(${word} OR NOT message:"${word} ${word}")`),
  ),
  // Days exist or not.
  from: instants,
  to: instants,
  // Narrow buckets over a wide range are too many; how many is said of another parameter.
  interval: fc.constantFrom('1d', '1w', '1M'),
  // A field of few values; the documents' own.
  by: fc.constantFrom('level', 'service.name', 'host.name', 'user'),
  // What browsers send; a pattern lets pass what is no URL.
  origin: fc.webAuthority().map((authority) => `https://${authority}`),
  // A header has no text at all but what HTTP lets pass.
  'accept-encoding': fc.constantFrom('', 'gzip', 'br, gzip;q=0.5', 'gzip;q=0', 'identity', '*', 'gzip;q=x'),
};

/** Parameters whose values a client has only from an answer: left out of requests that must be allowed. */
const FROM_ANSWERS = new Set(['cursor', 'after', 'last-event-id']);

/** A value that is allowed for a parameter or member; undefined: it is left out. */
export function allowedValue(name: string, schema: JsonSchema): fc.Arbitrary<unknown> {
  if (FROM_ANSWERS.has(name)) return fc.constant(undefined);
  return MEANT[name] ?? valuesOf(schema);
}
