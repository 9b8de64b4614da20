import { describe, expect, it } from 'vitest';
import { levelOfSeverity, severityOf } from './severity.js';

describe('severity', () => {
  it.each([
    ['trace', 1],
    ['DEBUG', 5],
    ['Information', 9],
    ['notice', 10],
    ['WARN', 13],
    ['warning', 13],
    ['err', 17],
    ['critical', 18],
    ['alert', 19],
    ['fatal', 21],
    ['emerg', 21],
    ['hello', 0],
    ['', 0],
    ['constructor', 0],
  ])('of %j is %d', (level, severity) => {
    expect(severityOf(level)).toBe(severity);
  });

  it.each([
    [1, 'trace'],
    [4, 'trace'],
    [9, 'info'],
    [24, 'fatal'],
    [0, undefined],
    [25, undefined],
    [1.5, undefined],
  ])('number %d is level %s', (severity, level) => {
    expect(levelOfSeverity(severity)).toBe(level);
  });
});
