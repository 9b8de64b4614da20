import type { FieldValue } from '../parsed-log.js';
import type { RankedRole, Role } from './field-role.js';

/** A field that stands for a role, with how well its spelling fits. */
export interface RoleCandidate {
  readonly name: string;
  readonly value: FieldValue;
  readonly rank: number;
}

/** Which fields of one log want which role. First all are entered, then the best are taken. */
export interface RoleContests {
  enter(role: RankedRole, name: string, value: FieldValue): void;
  /** The best candidate left, of equals the sender's first; undefined when there is none. */
  take(role: Role): RoleCandidate | undefined;
  /** Candidates that nobody took, by role, best last. */
  left(): Iterable<readonly RoleCandidate[]>;
}

/** See {@link RoleContests}. Sorts once, before the first is taken: a hostile log may have thousands of spellings. */
export function createRoleContests(): RoleContests {
  const contests = new Map<Role, RoleCandidate[]>();
  let isSorted = true;
  const sort = (): void => {
    for (const candidates of contests.values()) {
      if (candidates.length > 1) candidates.reverse().sort((one, other) => other.rank - one.rank);
    }
    isSorted = true;
  };
  return {
    enter({ role, rank }, name, value) {
      const candidates = contests.get(role);
      if (candidates === undefined) contests.set(role, [{ name, value, rank }]);
      else {
        candidates.push({ name, value, rank });
        isSorted = false;
      }
    },
    take(role) {
      if (!isSorted) sort();
      return contests.get(role)?.pop();
    },
    left: () => contests.values(),
  };
}
