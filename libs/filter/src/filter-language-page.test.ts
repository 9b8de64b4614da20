import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseFilter } from './parse-query.js';
import { compilePredicate } from './predicate.js';
import type { FilteredDocument } from './predicate.js';
import { QUERY_BOUNDS } from './query-bounds.js';

const page = readFileSync(new URL('../../../docs/reference/filter-language.md', import.meta.url), 'utf8');
const examples = page.slice(page.indexOf('## Examples'));
const log = JSON.parse(/```json\n([^]*?)```/.exec(examples)?.[1] ?? '') as FilteredDocument;
const rows = [...examples.matchAll(/^\| `(.+)`\s*\| (yes|no|refused)\s*\|$/gm)].map(
  ([, query = '', answer = '']): readonly [string, string] => [query.replaceAll(String.raw`\|`, '|'), answer],
);

function answerTo(query: string): string {
  try {
    return compilePredicate(parseFilter(query))(log) ? 'yes' : 'no';
  } catch {
    return 'refused';
  }
}

describe('the page of the filter language', () => {
  it('has examples of every answer', () => {
    expect(new Set(rows.map(([, answer]) => answer))).toEqual(new Set(['yes', 'no', 'refused']));
    expect(rows.length).toBeGreaterThan(20);
  });

  it.each(rows)('%s: %s', (query, answer) => expect(answerTo(query)).toBe(answer));

  it('names the bounds', () => {
    const { characters, terms, depth, patterns } = QUERY_BOUNDS;
    expect(page).toContain(
      `${characters.toLocaleString('en')} characters (UTF-16 units), ${terms} terms, ${depth} parentheses within each other, ${patterns} patterns`,
    );
  });
});
