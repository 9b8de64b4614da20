import { BOUNDS } from '@millrace/schemas';
import type { ParsedLog } from '../parsed-log.js';

/** Names of the log's fields that would be numbers, were they registered; for asking the registry beforehand. */
export function candidateNumberNames(log: ParsedLog): readonly string[] {
  const names: string[] = [];
  for (const [name, value] of log.fields) {
    if (typeof value === 'number' && Number.isFinite(value)) names.push(name);
  }
  return names.slice(0, BOUNDS.attributes);
}
