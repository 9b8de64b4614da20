import { describe, expect, it } from 'vitest';
import { readOptions } from '../harness/scenario-options.js';

const USAGE = {
  name: 'basic',
  options: {
    logs: { about: 'logs that are sent', fallback: 200, min: 1, max: 1_000 },
    kills: { about: 'kills of each service', fallback: 5, min: 0, max: 9 },
  },
};

describe('options of a scenario', () => {
  it('have fallbacks', () => {
    expect(readOptions(USAGE, ['--kills', '0'])).toEqual({ values: { logs: 200, kills: 0 } });
  });

  it('are told by --help, with status 0', () => {
    const read = readOptions(USAGE, ['--help']);
    expect(read).toMatchObject({ status: 0 });
    expect(read).toHaveProperty(
      'message',
      expect.stringMatching(/--logs N {2}logs that are sent \(200; 1 to 1000\)/),
    );
  });

  it.each([
    [['--los', '5'], /--los/],
    [['5'], /'5'/],
    [['--logs'], /--logs/],
    [['--logs', 'many'], /--logs: many is not a whole number from 1 to 1000/],
    [['--logs', '0'], /--logs: 0 /],
    [['--logs', '-5'], /--logs/],
    [['--logs=1e3'], /--logs: 1e3/],
    [['--kills', '10', '--help'], /--kills: 10 /],
  ])('are refused with status 2 when wrong: %s', (args, expected) => {
    const read = readOptions(USAGE, args);
    expect(read).toMatchObject({ status: 2 });
    expect(read).toHaveProperty('message', expect.stringMatching(expected));
    expect(read).toHaveProperty(
      'message',
      expect.stringContaining('Usage: npm run chaos -- basic [--logs N]'),
    );
  });
});
