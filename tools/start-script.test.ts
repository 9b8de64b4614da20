import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

test('npm start replaces its shell, so that SIGTERM sent to npm reaches the supervisor and nothing is left', async () => {
  const manifest: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  expect(manifest).toHaveProperty('scripts.start', expect.stringMatching(/^exec millrace up/));
});
