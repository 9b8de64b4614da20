import type { Correlation, FieldValue } from '../parsed-log.js';
import { correlationPreference } from '../correlation/correlation-source.js';
import { fieldName } from './field-name.js';
import type { Role } from './field-role.js';

/** A field that stands for a role, with how well its spelling fits. */
export interface RoleCandidate {
  readonly name: string;
  readonly value: FieldValue;
  readonly rank: number;
}

/** The fields of one log while their places are being decided. Not shared between logs. */
export interface FieldDraft {
  readonly add: (path: string, value: FieldValue) => void;
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
  const candidates = new Map<Role, RoleCandidate[]>();
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
    add(path, value) {
      const { stored, role, correlates } = fieldName(path);
      if (correlates !== undefined) noteCorrelation(correlates, stored, value);
      if (role === undefined) {
        if (stored !== 'correlation.id') ordinary.set(stored, value);
        return;
      }
      const candidate = { name: stored, value, rank: role.rank };
      const list = candidates.get(role.role);
      if (list === undefined) candidates.set(role.role, [candidate]);
      else list.push(candidate);
    },
    take(role) {
      const list = candidates.get(role);
      if (list === undefined) return undefined;
      const best = list.reduce((a, b) => (b.rank < a.rank ? b : a));
      if (list.length === 1) candidates.delete(role);
      else list.splice(list.indexOf(best), 1);
      return best;
    },
    putBack(candidate) {
      ordinary.set(candidate.name, candidate.value);
    },
    correlation: () => correlation,
    fields() {
      for (const list of candidates.values()) for (const { name, value } of list) ordinary.set(name, value);
      return ordinary;
    },
  };
}
