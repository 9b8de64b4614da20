import { describe, expect, it } from 'vitest';
import { readNumberOptions } from './read-number-options.js';

const options = {
  docs: { about: 'documents', fallback: 200 },
  seed: { about: 'seed', fallback: 7, min: 0 },
} as const;

describe('readNumberOptions', () => {
  it('takes what is given and falls back for the rest', () => {
    expect(readNumberOptions([], options)).toEqual({ kind: 'values', values: { docs: 200, seed: 7 } });
    expect(readNumberOptions(['--docs', '5', '--seed=0'], options)).toEqual({
      kind: 'values',
      values: { docs: 5, seed: 0 },
    });
  });

  it.each([
    [['--dcos', '5'], 'unknown option --dcos; allowed: --docs, --seed, --help'],
    [['-x'], 'unknown option -x; allowed: --docs, --seed, --help'],
    [['--constructor', '5'], 'unknown option --constructor; allowed: --docs, --seed, --help'],
    [['--docs', '5', 'sink'], 'unexpected argument sink; allowed: --docs, --seed, --help'],
    [['--docs'], '--docs takes a whole number from 1, got nothing'],
    [['--docs', 'many'], '--docs takes a whole number from 1, got "many"'],
    [['--docs=0'], '--docs takes a whole number from 1, got "0"'],
    [['--docs=-1'], '--docs takes a whole number from 1, got "-1"'],
    [['--docs=1.5'], '--docs takes a whole number from 1, got "1.5"'],
    [['--docs=1e3'], '--docs takes a whole number from 1, got "1e3"'],
    [['--docs', ''], '--docs takes a whole number from 1, got ""'],
  ])('refuses %j in one line that says what is allowed', (args, reason) => {
    expect(readNumberOptions(args, options)).toEqual({ kind: 'bad', reason });
  });

  it.each([[['--help']], [['-h']], [['--docs', '5', '--help']]])('gives help for %j', (args) => {
    expect(readNumberOptions(args, options)).toEqual({ kind: 'help' });
  });

  it('checks every argument before it gives help', () => {
    expect(readNumberOptions(['--docs', 'many', '--help'], options).kind).toBe('bad');
    expect(readNumberOptions(['--help', '--dcos', '5'], options).kind).toBe('bad');
  });
});
