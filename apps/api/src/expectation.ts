import type { z } from 'zod';

const UNITS: Readonly<Record<string, string>> = { string: 'character', array: 'item' };
const ARTICLES: Readonly<Record<string, string>> = {
  array: 'an array',
  object: 'an object',
  int: 'a whole number',
};

/**
 * What a parameter should have been, in words that complete "given …, expected …". undefined leaves the schema
 * library's own words, which are for programmers.
 */
export function expectation(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `no ${issue.keys.join(', ')}`;
    case 'invalid_type':
      return ARTICLES[issue.expected] ?? `a ${issue.expected}`;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `at least ${amount(Number(issue.minimum), issue.origin)}`;
    case 'too_big':
      return `at most ${amount(Number(issue.maximum), issue.origin)}`;
    default:
      return undefined;
  }
}

function amount(count: number, origin: string): string {
  const unit = UNITS[origin];
  return unit === undefined ? String(count) : `${count} ${unit}${count === 1 ? '' : 's'}`;
}
