import { describe, expect, test } from 'vitest';
import { classifyReply } from './classify-reply.js';

const refused = (status: number, errorType = 'x', retryAfterMs?: number) => ({
  kind: 'refused' as const,
  status,
  errorType,
  errorReason: 'because',
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

describe('classifyReply', () => {
  test('each item is judged by itself', () => {
    const items = [{ status: 201 }, { status: 409 }, { status: 429 }];
    expect(classifyReply({ kind: 'items', items }, 3)).toMatchObject({
      verdicts: [{ kind: 'indexed' }, { kind: 'duplicate' }, { kind: 'retry' }],
    });
  });

  test('no reply means all of it again', () => {
    expect(classifyReply({ kind: 'unanswered', reason: 'reset' }, 3)).toEqual({
      kind: 'retry',
      reason: 'reset',
    });
  });

  test.each([401, 403, 404, 429, 500, 502, 503, 504])(
    'a request refused with %i is sent again, not before Retry-After',
    (status) => {
      expect(classifyReply(refused(status, 'x', 7000), 3)).toMatchObject({
        kind: 'retry',
        retryAfterMs: 7000,
      });
    },
  );

  test.each([400, 413])('a request refused with %i is sent in halves', (status) => {
    expect(classifyReply(refused(status), 2)).toMatchObject({ kind: 'split' });
  });

  test('a single document that is too large is dead-lettered', () => {
    expect(classifyReply(refused(413), 1)).toMatchObject({
      verdicts: [{ kind: 'dead-letter', code: 'document-too-large' }],
    });
  });

  test('a single document refused with 400 is dead-lettered only for a listed fault', () => {
    expect(classifyReply(refused(400, 'document_parsing_exception'), 1)).toMatchObject({
      verdicts: [{ kind: 'dead-letter' }],
    });
    expect(classifyReply(refused(400, 'illegal_argument_exception'), 1)).toMatchObject({
      verdicts: [{ kind: 'park' }],
    });
  });
});
