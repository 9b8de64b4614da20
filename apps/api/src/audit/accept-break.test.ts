import { describe, expect, it } from 'vitest';
import { acceptedOffset } from './accept-break.js';

describe('going on after a break', () => {
  it.each([
    ['at the committed offset', { committed: 5, low: 0, written: 10 }, false, 5],
    ['at what is left when retention has passed it', { committed: 5, low: 7, written: 10 }, false, 7],
    ['at the end when the offset was moved beyond it', { committed: 50, low: 0, written: 10 }, false, 10],
    ['at the beginning when nothing was committed', { committed: null, low: 2, written: 10 }, false, 2],
    [
      'at the beginning of a topic created anew, however far the old one was',
      { committed: 5, low: 0, written: 10 },
      true,
      0,
    ],
  ])('begins %s', (_, partition, recreated, offset) => {
    expect(acceptedOffset(partition, recreated)).toBe(offset);
  });
});
