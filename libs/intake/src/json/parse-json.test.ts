import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTooDeep, MAX_JSON_DEPTH } from './json-depth.js';
import { parseJson } from './parse-json.js';

const value = (text: string) => {
  const result = parseJson(text, (key) => key === 'ts');
  return result.ok ? result.value : result.reason;
};

describe('parseJson', () => {
  it.each([
    ['{"n":9007199254740991}', { n: 9007199254740991 }],
    ['{"n":9007199254740993}', { n: '9007199254740993' }],
    ['{"n":-12345678901234567890}', { n: '-12345678901234567890' }],
    ['{"n":[1, 12345678901234567890]}', { n: [1, '12345678901234567890'] }],
    ['{"n":1e400}', { n: '1e400' }],
    ['{"n": -1E+999}', { n: '-1E+999' }],
    ['{"n":1e100}', { n: 1e100 }],
    ['{"n":0.12345678901234567}', { n: 0.12345678901234567 }],
    ['{"ts":1795262400.123456789}', { ts: '1795262400.123456789' }],
    ['{"id":"4bf9e4736"}', { id: '4bf9e4736' }],
  ])('keeps every digit of %s', (text, expected) => {
    expect(value(text)).toEqual(expected);
  });

  it('says where a text stops being JSON and quotes nothing of it', () => {
    expect(value('{"password":hunter2}')).toBe('not JSON');
    expect(value('{"a":1 "b":2}')).toBe('not JSON at position 7');
    expect(value('{"a":')).toBe('not JSON: it ends too early');
    fc.assert(
      fc.property(fc.string({ minLength: 13, maxLength: 40 }), (secret) => {
        const result = parseJson(`{${secret}`, () => false);
        if (!result.ok) expect(result.reason).not.toContain(secret);
      }),
    );
  });

  it('gives what JSON.parse gives for numbers a double holds', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        fc.pre(!/\d{16}|e\+?\d{3}/i.test(text));
        expect(value(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('leaves keys like __proto__ harmless', () => {
    const parsed = value('{"__proto__":{"polluted":true},"n":12345678901234567890}') as Record<
      string,
      unknown
    >;
    expect(Object.hasOwn(parsed, '__proto__')).toBe(true);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('isTooDeep', () => {
  const nested = (depth: number) => Buffer.from('{"a":'.repeat(depth - 1) + '[]' + '}'.repeat(depth - 1));

  it('begins beyond the deepest nesting that is read', () => {
    expect(isTooDeep(nested(MAX_JSON_DEPTH))).toBe(false);
    expect(isTooDeep(nested(MAX_JSON_DEPTH + 1))).toBe(true);
  });

  it('takes no stack, however deep', () => {
    expect(isTooDeep(Buffer.from('['.repeat(1_000_000)))).toBe(true);
  });

  it('does not count what stands in strings', () => {
    expect(isTooDeep(Buffer.from(JSON.stringify({ a: '[{'.repeat(500) + '\\"' })))).toBe(false);
    expect(isTooDeep(Buffer.from(`{"a":"\\\\","b":${'['.repeat(100)}`))).toBe(true);
  });
});
