import { compilePredicate, parseQuery, standardTokens } from '@millrace/filter';

/** Words that are the same in every line of a template; a mask is not, even within a word. */
const CONSTANT = /^[^<>]+$/;
/** Runs of words a filter is made of at most, so that it stays far below the bounds of a query. */
const MAX_PHRASES = 12;

/**
 * A query that finds the lines of a template: its runs of constant words, each as a phrase. It may find others that
 * have the same words. undefined where the language cannot say it: nothing is constant, or `example`, a line of the
 * template, would not be found.
 */
export function patternFilter(words: readonly string[], example: string): string | undefined {
  const phrases = runsOf(words).filter((run) => standardTokens(run).length > 0);
  if (phrases.length === 0) return undefined;
  const filter = phrases
    .slice(0, MAX_PHRASES)
    .map((phrase) => `"${phrase.replaceAll(/["\\]/g, String.raw`\$&`)}"`)
    .join(' ');
  return finds(filter, example) ? filter : undefined;
}

function runsOf(words: readonly string[]): readonly string[] {
  const runs: string[][] = [[]];
  for (const word of words) {
    if (CONSTANT.test(word)) runs.at(-1)?.push(word);
    else runs.push([]);
  }
  return [...new Set(runs.map((run) => run.join(' ')))];
}

function finds(filter: string, message: string): boolean {
  try {
    return compilePredicate(parseQuery(filter))({ message });
  } catch {
    // Too long for a query.
    return false;
  }
}
