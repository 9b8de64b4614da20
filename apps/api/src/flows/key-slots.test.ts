import { expect, it } from 'vitest';
import { createKeySlots } from './key-slots.js';

it('gives each key its places and all keys together theirs, and a freed one again', () => {
  const slots = createKeySlots({ what: 'exports', perKey: 2, total: 3 });
  const free = slots.take('a');
  slots.take('a');
  expect(() => slots.take('a')).toThrow('This key has 2 exports open');
  slots.take('b');
  expect(() => slots.take('b')).toThrow('3 exports are open here');
  free();
  slots.take('b');
  expect(slots.taken()).toBe(3);
});

it('frees a place once, however often it is told to', () => {
  const slots = createKeySlots({ what: 'exports', perKey: 2, total: 2 });
  const free = slots.take('a');
  slots.take('b');
  free();
  free();
  expect(slots.taken()).toBe(1);
});

it('says after what time to ask again', () => {
  const slots = createKeySlots({ what: 'exports', perKey: 0, total: 1 });
  try {
    slots.take('a');
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ code: 'too-busy', extra: { headers: { 'retry-after': '5' } } });
  }
});
