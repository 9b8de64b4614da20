import { expect, it } from 'vitest';
import { shellBlocks } from './shell-blocks.mjs';

const fenced = (info: string, body: string) => `text\n\n\`\`\`${info}\n${body}\n\`\`\`\n`;

it('finds shell blocks alone, with the line of their fence and whether they can be run', () => {
  const page = fenced('json', '{}') + fenced('sh', 'npm ci') + fenced('sh test', 'npm run check');
  expect(shellBlocks(page)).toEqual([
    { line: 8, run: false, script: 'npm ci\n' },
    { line: 13, run: true, script: 'npm run check\n' },
  ]);
});
