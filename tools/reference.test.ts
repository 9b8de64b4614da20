import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { referencePages } from './reference/reference-pages.mjs';

describe('the reference pages', () => {
  test.each(Object.entries(referencePages()))(
    '%s says what the code says (npm run reference)',
    async (name, text) => {
      const onDisk = await readFile(new URL(`../docs/reference/${name}`, import.meta.url), 'utf8');
      expect(onDisk).toBe(text);
    },
  );
});
