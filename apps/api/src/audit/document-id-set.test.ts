import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDocumentIdSet } from './document-id-set.js';

const ids = (count: number) => Array.from({ length: count }, () => randomBytes(16).toString('base64url'));

describe('document id set', () => {
  it('has exactly what was added', () => {
    const set = createDocumentIdSet(5_000);
    const inside = ids(5_000);
    for (const id of [...inside, ...inside]) expect(set.add(id)).toBe(true);
    expect(set.size).toBe(5_000);
    expect(inside.every((id) => set.has(id))).toBe(true);
    expect(ids(5_000).some((id) => set.has(id))).toBe(false);
  });

  it('says when it is full, and still knows what it has', () => {
    const set = createDocumentIdSet(2);
    const [a = '', b = '', c = ''] = ids(3);
    expect([set.add(a), set.add(b), set.add(c), set.add(a)]).toEqual([true, true, false, true]);
    expect([set.has(a), set.has(c)]).toEqual([true, false]);
  });

  it('takes ids whose hash is zero', () => {
    const set = createDocumentIdSet(2);
    const zero = Buffer.alloc(16).toString('base64url');
    expect(set.has(zero)).toBe(false);
    set.add(zero);
    expect(set.has(zero)).toBe(true);
  });
});
