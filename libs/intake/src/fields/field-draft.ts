import type { Correlation, FieldValue } from '../parsed-log.js';
import { correlationPreference } from '../correlation/correlation-source.js';
import type { FieldName } from './field-name.js';
import type { Role } from './field-role.js';

/** A field that stands for a role, with how well its spelling fits. */
export interface RoleCandidate {
  readonly name: string;
  readonly value: FieldValue;
  readonly rank: number;
  /** The next best for the same role. */
  next?: RoleCandidate | undefined;
}

/** The fields of one log while their places are being decided. Not shared between logs. */
export interface FieldDraft {
  readonly add: (name: FieldName, value: FieldValue) => void;
  /** The best field for a role, which then stands nowhere else; undefined when there is none left. */
  take(role: Role): RoleCandidate | undefined;
  /** Makes a taken field an ordinary one. */
  putBack(candidate: RoleCandidate): void;
  /** The explicit id of the most preferred kind: correlation, request, trace, session. */
  correlation(): Correlation | undefined;
  /** Every field that was not taken, by stored name. */
  fields(): ReadonlyMap<string, FieldValue>;
}

/** What loggers write when there is no id; taken for one, it would join strangers. */
const NO_ID = /^\s*(?:[0-]*|null|none|nil|undefined|n\/a|unknown)\s*$/i;

/** See {@link FieldDraft}. */
export function createFieldDraft(): FieldDraft {
  const ordinary = new Map<string, FieldValue>();
  const candidates = new Map<Role, RoleCandidate>();
  let correlation: Correlation | undefined;

  const noteCorrelation = (source: Correlation['source'], field: string, value: FieldValue): void => {
    const id = typeof value === 'number' ? String(value) : value;
    if (typeof id !== 'string' || NO_ID.test(id)) return;
    if (
      correlation === undefined ||
      correlationPreference(source) < correlationPreference(correlation.source)
    ) {
      correlation = { id: id.trim(), source, field };
    }
  };

  return {
    add({ stored, role, correlates }, value) {
      if (correlates !== undefined) noteCorrelation(correlates, stored, value);
      if (role === undefined) {
        if (stored !== 'correlation.id') ordinary.set(stored, value);
        return;
      }
      const best = candidates.get(role.role);
      const candidate = { name: stored, value, rank: role.rank };
      if (best === undefined) candidates.set(role.role, candidate);
      else candidates.set(role.role, insert(best, candidate));
    },
    take(role) {
      const best = candidates.get(role);
      if (best === undefined) return undefined;
      if (best.next === undefined) candidates.delete(role);
      else candidates.set(role, best.next);
      return best;
    },
    putBack(candidate) {
      ordinary.set(candidate.name, candidate.value);
    },
    correlation: () => correlation,
    fields() {
      for (const best of candidates.values()) {
        for (let left: RoleCandidate | undefined = best; left; left = left.next)
          ordinary.set(left.name, left.value);
      }
      return ordinary;
    },
  };
}

/** The list with one more, best first, the sender's order among equals. */
function insert(best: RoleCandidate, candidate: RoleCandidate): RoleCandidate {
  if (candidate.rank < best.rank) return Object.assign(candidate, { next: best });
  let before = best;
  while (before.next !== undefined && before.next.rank <= candidate.rank) before = before.next;
  candidate.next = before.next;
  before.next = candidate;
  return best;
}
