import { correlationPreference } from '../correlation/correlation-source.js';
import type { Correlation, FieldValue } from '../parsed-log.js';
import type { FieldName } from './field-name.js';
import type { Role } from './field-role.js';
import { createRoleContests } from './role-contests.js';
import type { RoleCandidate } from './role-contests.js';

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
const NO_ID = /^(?:[0-]*|null|none|nil|undefined|n\/a|unknown)$/i;

/** See {@link FieldDraft}. */
export function createFieldDraft(): FieldDraft {
  const ordinary = new Map<string, FieldValue>();
  const contests = createRoleContests();
  let correlation: Correlation | undefined;
  return {
    add({ stored, role, correlates }, value) {
      if (correlates !== undefined) correlation = preferred(correlation, correlates, { stored, value });
      if (role !== undefined) contests.enter(role, stored, value);
      else if (stored !== 'correlation.id') ordinary.set(stored, value);
    },
    take: contests.take,
    putBack: ({ name, value }) => void ordinary.set(name, value),
    correlation: () => correlation,
    fields() {
      for (const candidates of contests.left()) {
        for (const { name, value } of candidates.toReversed()) ordinary.set(name, value);
      }
      return ordinary;
    },
  };
}

/** The id known so far, or that of a field of a kind that is preferred to it. */
function preferred(
  known: Correlation | undefined,
  source: Correlation['source'],
  { stored, value }: { readonly stored: string; readonly value: FieldValue },
): Correlation | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return known;
  if (known !== undefined && correlationPreference(source) >= correlationPreference(known.source))
    return known;
  const id = String(value).trim();
  return NO_ID.test(id) ? known : { id, source, field: stored };
}
