import { describe, expect, it } from 'vitest';
import { CliError } from '../cli-error.js';
import { parseDuration, parseWhen } from './parse-when.js';

const NOW = Date.parse('2026-11-21T12:00:00Z');

describe('parseWhen', () => {
  it.each([
    ['now', '2026-11-21T12:00:00.000Z'],
    ['30s', '2026-11-21T11:59:30.000Z'],
    ['15m', '2026-11-21T11:45:00.000Z'],
    ['2h', '2026-11-21T10:00:00.000Z'],
    ['7d', '2026-11-14T12:00:00.000Z'],
    ['1w', '2026-11-14T12:00:00.000Z'],
    ['2026-11-20', '2026-11-20T00:00:00.000Z'],
    ['2026-11-20T10:30', '2026-11-20T10:30:00.000Z'],
    ['2026-11-20 10:30:05', '2026-11-20T10:30:05.000Z'],
    ['2026-11-20T10:30:00+02:00', '2026-11-20T08:30:00.000Z'],
  ])('reads %s, in UTC unless a zone is named', (text, expected) => {
    expect(parseWhen(text, '--since', NOW)).toBe(expected);
  });

  it.each(['yesterday', '15', '2026-13-40', '2026-02-31', '2026-02-29T10:00', '15 m', ''])(
    'refuses "%s" and says what is allowed',
    (text) => {
      expect(() => parseWhen(text, '--since', NOW)).toThrow(CliError);
      expect(() => parseWhen(text, '--since', NOW)).toThrow('--since');
    },
  );
});

describe('parseDuration', () => {
  it('reads a number and its unit, and nothing else', () => {
    expect(parseDuration('24h', '--overlap')).toBe(86_400_000);
    expect(() => parseDuration('24', '--overlap')).toThrow('--overlap');
  });
});
