import { describe, expect, it } from 'vitest';
import { maskParameters } from './mask-parameters.js';

describe('masking parameters', () => {
  it.each([
    ['took 812 ms, 3.5 % of -7', 'took <num> ms, <num> % of <num>'],
    ['blk_-6952295868487656571 of user42', 'blk_-<num> of user<num>'],
    ['from 173.234.31.186 port 22', 'from <ip> port <num>'],
    ['from 2001:db8::1 and ::1 at 12:30:01', 'from <ip> and <ip> at <num>:<num>:<num>'],
    ['at 0xDEADbeef, commit 1a2b3c4d5e', 'at <hex>, commit <hex>'],
    ['a defaced facade', 'a defaced facade'],
    ['req-38101a0b-2096-447d-96ea-a692162415ae', 'req-<uuid>'],
    [`name="a b" other='c d' don't won't`, `name=<quoted> other=<quoted> don't won't`],
    ['2026-11-21T12:00:00.123Z up', '<time> up'],
  ])('of %s gives %s', (message, masked) => expect(maskParameters(message)).toBe(masked));

  it.each(['"', "='", '1:', '0', 'a', '1.', ':', 'f0'])(
    'takes time in proportion to the text, of nothing but %s too',
    (piece) => {
      const start = performance.now();
      maskParameters(piece.repeat(4_096));
      expect(performance.now() - start).toBeLessThan(500);
    },
  );
});
