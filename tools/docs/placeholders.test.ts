import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { placeholders } from './placeholders.mjs';

const ROOT = join(import.meta.dirname, '../..');
const pages = globSync(['*.md', 'docs/**/*.md', '{apps,libs,examples}/*/*.md', 'invariants/*.md'], {
  cwd: ROOT,
});

describe('placeholders on the pages', () => {
  it.each(['SHOW_OUTPUT', 'see TODO: more', '| TBD |', '<!-- FIXME -->', 'TAIL_LIVE_OUTPUT', 'TEXT_HERE'])(
    '%s is one',
    (line) => expect(placeholders(`# Page\n${line}\n`)).toEqual([{ line: 2, text: line }]),
  );

  it('leaves settings and words alone', () => {
    expect(placeholders('MILLRACE_API_URL\nHERE and there\nthe OUTPUT\nmethods\n')).toEqual([]);
  });

  it('finds the pages', () =>
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/tutorial.md'])));

  it.each(pages)('%s has none', (page) => {
    expect(placeholders(readFileSync(join(ROOT, page), 'utf8'))).toEqual([]);
  });
});
