import type { Correlation } from '../parsed-log.js';

/** Ends of field names by kind of id, without `_` and `-`, lower case; the kinds stand in the order of preference. */
const ENDINGS: Readonly<Record<Exclude<Correlation['source'], 'text'>, readonly string[]>> = {
  correlation: ['correlationid', 'correlation.id', 'xcorrelationid'],
  request: ['requestid', 'request.id', 'xrequestid', 'reqid', 'req.id'],
  trace: ['traceid', 'trace.id'],
  session: ['sessionid', 'session.id'],
};

/** Which kind of correlation id a field of this name holds: the last words of the dotted name decide. */
export function correlationSource(name: string): Correlation['source'] | undefined {
  const spelling = name.toLowerCase().replace(/[_-]/g, '');
  for (const [source, endings] of Object.entries(ENDINGS)) {
    if (endings.some((ending) => endsWithWord(spelling, ending))) return source as Correlation['source'];
  }
  return undefined;
}

function endsWithWord(name: string, ending: string): boolean {
  if (!name.endsWith(ending)) return false;
  const before = name[name.length - ending.length - 1];
  return before === undefined || before === '.';
}

const PREFERENCE = [...Object.keys(ENDINGS), 'text'];

/** Lower is preferred. */
export function correlationPreference(source: Correlation['source']): number {
  return PREFERENCE.indexOf(source);
}
