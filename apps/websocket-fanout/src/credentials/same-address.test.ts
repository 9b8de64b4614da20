import { describe, expect, it } from 'vitest';
import { isSameAddress } from './same-address.js';

describe('two spellings of an address', () => {
  it.each([
    ['1.2.3.4', '1.2.3.4'],
    ['1.2.3.4', '::ffff:1.2.3.4'],
    ['::FFFF:102:304', '1.2.3.4'],
    ['2001:DB8::1', '2001:db8:0:0:0:0:0:1'],
  ])('%s is %s', (one, other) => {
    expect([isSameAddress(one, other), isSameAddress(other, one)]).toEqual([true, true]);
  });

  it.each([
    ['1.2.3.4', '1.2.3.5'],
    ['1.2.3.4', '::1.2.3.4'],
    ['2001:db8::1', '2001:db8::2'],
    ['::1', '127.0.0.1'],
    ['', '1.2.3.4'],
  ])('%s is not %s', (one, other) => {
    expect([isSameAddress(one, other), isSameAddress(other, one)]).toEqual([false, false]);
  });
});
