import { expect, it } from 'vitest';
import { runProgramHeard } from './run-program.mjs';

it('returns the status and the last lines of what a program printed', async () => {
  const script = 'for (let i = 1; i <= 25; i++) process.stderr.write(`${i}\\n`); process.exitCode = 3;';
  const { signal } = new AbortController();
  const ran = await runProgramHeard(process.execPath, ['-e', script], { cwd: '/', env: process.env, signal });
  expect(ran.status).toBe(3);
  expect(ran.tail.split('\n')).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 6)));
});
