import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '@millrace/http';
import { openCursor, signCursor } from './signed-cursor.js';

const secret = Buffer.alloc(32, 1);

describe('cursors', () => {
  it('give back what was put in', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.stringify(openCursor(signCursor(value, secret, 'a'), secret, 'a'))).toBe(
          JSON.stringify(value),
        );
      }),
    );
  });

  it('are refused when changed anywhere, made with another secret or for another purpose, or nonsense', () => {
    const cursor = signCursor({ after: [1, 'x'] }, secret, 'logs');
    const bytes = Buffer.from(cursor, 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => openCursor(changed.toString('base64url'), secret, 'logs')).toThrow(ProblemError);
    }
    expect(() => openCursor(cursor, Buffer.alloc(32, 2), 'logs')).toThrow(ProblemError);
    expect(() => openCursor(cursor, secret, 'dead-letters')).toThrow(ProblemError);
    for (const nonsense of ['', 'x', '!!', 'A'.repeat(5_000), `${cursor}A`, `${cursor}=`, ` ${cursor}`]) {
      expect(() => openCursor(nonsense, secret, 'logs')).toThrow(ProblemError);
    }
  });
});
