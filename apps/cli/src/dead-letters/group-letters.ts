import type { DeadLetterSummary } from '../replies/dead-letter-reply.js';

/** Dead letters with one cause. */
export interface LetterGroup {
  readonly count: number;
  readonly newest: DeadLetterSummary;
  /** When the oldest of them was written, ISO 8601. */
  readonly since: string;
}

/** Groups letters, newest first, by their fingerprint; the group with the newest letter comes first. */
export function groupLetters(letters: Iterable<DeadLetterSummary>): readonly LetterGroup[] {
  const groups = new Map<string, LetterGroup>();
  for (const letter of letters) {
    const known = groups.get(letter.fingerprint);
    groups.set(letter.fingerprint, {
      count: (known?.count ?? 0) + 1,
      newest: known?.newest ?? letter,
      since: letter.appendedAt,
    });
  }
  return [...groups.values()];
}
