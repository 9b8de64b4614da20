import { parseDayIndex } from '@millrace/schemas';
import type { CompletenessScope } from './completeness-watch.js';

const MIDNIGHT = /T00:00:00(?:\.0+)?Z$/;

/** Of these indices the tenant's own whose day the search covers, sorted. */
export function parkedInScope(
  names: Iterable<string>,
  { tenant, from, to }: CompletenessScope,
): readonly string[] {
  const first = from === undefined ? undefined : dayOf(from);
  const last = to === undefined ? undefined : dayOf(to);
  // The end is exclusive: a range up to midnight covers nothing of the day that begins there.
  const isCovered = (day: string) =>
    (first === undefined || day >= first) &&
    (last === undefined || day < last || (day === last && !MIDNIGHT.test(to ?? '')));
  return [...names]
    .filter((name) => {
      const place = parseDayIndex(name);
      return place?.family === 'logs' && place.tenant === tenant && isCovered(place.day);
    })
    .sort();
}

function dayOf(instant: string): string {
  return instant.slice(0, 10).replaceAll('-', '.');
}
