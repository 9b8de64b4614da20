import { expect, test } from 'vitest';
import { createLostWatch } from './lost-watch.js';

test('a lane that is given back in time harms nobody, one that stays lost ends the service', async () => {
  let nowMs = 0;
  const watch = createLostWatch(() => nowMs, 1_000);
  const ended = watch.tooLong.catch((error: unknown) => String(error));
  watch.look(['logs/1']);
  nowMs = 900;
  watch.look([]);
  watch.look(['logs/1']);
  nowMs = 1_800;
  watch.look(['logs/1']);
  expect(await Promise.race([ended, Promise.resolve('runs')])).toBe('runs');
  nowMs = 1_900;
  watch.look(['logs/1']);
  expect(await ended).toMatch(/keeping logs\/1: another owner has it/);
});
