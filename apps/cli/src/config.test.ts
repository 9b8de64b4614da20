import { describe, expect, it } from 'vitest';
import { readConfig } from './config.js';

describe('readConfig', () => {
  it('names a variable that is wrong, what was given and what is expected', () => {
    expect(() => readConfig({ MILLRACE_API_URL: 'ftp://x' })).toThrow(
      'reading MILLRACE_API_URL: given "ftp://x", expected an http:// or https:// URL',
    );
  });

  it.each(['mr_a_b\n', 'mr a', 'ключ'])(
    'refuses the key %j, which no header can carry, without showing it',
    (key) => {
      const reading = (): unknown => readConfig({ MILLRACE_API_KEY: key });
      expect(reading).toThrow(/MILLRACE_API_KEY.*as millrace key create prints it/);
      expect(reading).not.toThrow(key.trim());
    },
  );

  it('takes an empty variable for none', () => {
    expect(readConfig({ MILLRACE_API_KEY: '', MILLRACE_API_URL: '', MILLRACE_HOME: '/h' })).toEqual({
      access: {},
      stateDir: '/h',
    });
  });
});
