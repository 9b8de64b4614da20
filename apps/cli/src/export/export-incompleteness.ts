import { coverageMembers, incompletenessOf } from '../replies/search-reply.js';

/** Why an export may lack logs, by the headers of its answer; undefined when nothing is known or said of it. */
export function exportIncompleteness(headers: Headers): string | undefined {
  const header = headers.get('millrace-completeness');
  if (header === null) return undefined;
  const completeness = coverageMembers.completeness.safeParse(parse(header));
  return completeness.success
    ? incompletenessOf({ completeness: completeness.data })
    : 'what the api says of that is not understood';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
