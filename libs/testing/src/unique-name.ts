import { randomBytes } from 'node:crypto';

/** A name no other test has: topics, groups, indices and databases of tests that run side by side never meet. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomBytes(6).toString('hex')}`;
}
