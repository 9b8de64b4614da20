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
  /** Candidates that nobody took, by role, best first. */
  left(): Iterable<RoleCandidate>;
}

interface Contest {
  readonly candidates: RoleCandidate[];
  isSorted: boolean;
}

/** See {@link RoleContests}. Sorts a role when it is first asked for: a hostile log may have thousands of spellings. */
export function createRoleContests(): RoleContests {
  const contests = new Map<Role, Contest>();
  return {
    enter({ role, rank }, name, value) {
      const candidate = { name, value, rank };
      const contest = contests.get(role);
      if (contest === undefined) contests.set(role, { candidates: [candidate], isSorted: true });
      else {
        contest.candidates.push(candidate);
        contest.isSorted = false;
      }
    },
    take(role) {
      const contest = contests.get(role);
      return contest && bestLast(contest).pop();
    },
    *left() {
      for (const contest of contests.values()) yield* bestLast(contest).toReversed();
    },
  };
}

function bestLast(contest: Contest): RoleCandidate[] {
  const { candidates, isSorted } = contest;
  if (!isSorted) candidates.reverse().sort((one, other) => other.rank - one.rank);
  contest.isSorted = true;
  return candidates;
}
