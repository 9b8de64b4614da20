import { ProblemError } from '@millrace/http';
import type { ServerMessage } from '@millrace/schemas';
import type { ReadStep, TailEnd, TailFollower } from '@millrace/tail-client';
import { describe, expect, it } from 'vitest';
import { followTail } from './follow-tail.js';
import { TailUnreachableError } from './live-tail.js';

/** What a connection gives, and then how it ends. */
type Turn = { readonly steps?: readonly ReadStep[]; readonly end: TailEnd | Error };

const rows = (cursor: string): ServerMessage => ({
  ...{ type: 'batch', group: 1, cursor },
  rows: [{ partition: 0, offset: 1, document: { message: cursor } }],
});
const away = new TailUnreachableError(undefined, undefined);

/** A tail whose connections go as told, the last one for ever, and how long was waited between them. */
function following(...turns: readonly Turn[]) {
  const [waits, begins]: [number[], unknown[]] = [[], []];
  let opened = 0;
  const tail = {
    async *connect(_reader: unknown, follower: TailFollower) {
      const { steps = [], end } = turns[Math.min(opened++, turns.length - 1)]!;
      begins.push((follower.begin() as { readonly from: unknown }).from);
      for (const step of steps) {
        if (step.kind === 'rows') follower.take(rows(step.cursor));
        yield step;
      }
      if (end instanceof Error) throw end;
      return end;
    },
  };
  const clock = { random: () => 1, wait: (ms: number) => Promise.resolve(void waits.push(ms)) };
  const asked = {
    reader: { tenant: 'acme', keyId: 'k' },
    filter: '',
    policy: 'lossless',
    cursor: 'c0',
  } as const;
  return { steps: followTail(asked, { tail, clock }, new AbortController().signal), waits, begins };
}

const given = (cursor: string): ReadStep => ({ kind: 'rows', rows: [], cursor });

describe('following a tail', () => {
  it('goes on where the connection before ended, and says that it was interrupted', async () => {
    const { steps, begins, waits } = following(
      { steps: [given('c1')], end: { code: 1006 } },
      { end: away },
      { steps: [given('c2')], end: { moveInMs: 70 } },
      { steps: [given('c3')], end: away },
    );
    const kinds: string[] = [];
    for (let count = 0; count < 5; count++) kinds.push((await steps.next()).value.kind);
    expect(kinds).toEqual(['rows', 'interrupted', 'interrupted', 'rows', 'rows']);
    expect(begins).toEqual([{ cursor: 'c0' }, { cursor: 'c1' }, { cursor: 'c1' }, { cursor: 'c2' }]);
    expect(waits).toEqual([250, 500, 70]);
  });

  it('gives up when the fan-out stays away', async () => {
    const { steps, waits } = following({ end: away });
    const failing = (async () => {
      for (;;) await steps.next();
    })();
    await expect(failing).rejects.toMatchObject({ code: 'unavailable' });
    expect(waits).toHaveLength(24);
    expect(Math.max(...waits)).toBe(3_000);
  });

  it.each([
    [{ end: { code: 4205 } }, 'invalid-key'],
    [{ end: { code: 4206 } }, 'missing-scope'],
    [{ steps: [refused('invalid-filter')], end: { code: 1000 } }, 'invalid-query'],
    [{ steps: [refused('cursor-of-another-filter')], end: { code: 1000 } }, 'invalid-request'],
    [{ steps: [refused('too-many-filters')], end: { code: 1000 } }, 'too-busy'],
  ] as const)('does not come back where that makes no sense: %j', async (turn, code) => {
    const failed = await following(turn)
      .steps.next()
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ProblemError);
    expect(failed).toMatchObject({ code });
  });
});

function refused(code: 'invalid-filter' | 'cursor-of-another-filter' | 'too-many-filters'): ReadStep {
  return { kind: 'refused', code, text: 'no' };
}
