import { randomBytes } from 'node:crypto';
import { readTicket } from '@millrace/tickets';
import { expect, it } from 'vitest';
import { createResumeTokens } from './resume-tokens.js';

const key = { id: '20261121', secret: randomBytes(32) };
const NOW = Date.parse('2026-11-21T12:00:00Z');
const find = async () => key;

it('binds a token to what the ticket was bound to, and gives nobody that of another', async () => {
  const tokens = createResumeTokens(
    () => key,
    () => NOW,
  );
  const bound = { tenant: 'shop', keyId: 'k', origin: 'https://shop.example', address: '192.0.2.1' };
  const free = { tenant: 'shop', keyId: 'k' };
  await tokens.prepare(bound);
  await tokens.prepare(free);
  const read = async (token: string) => readTicket('resume', token, { find, nowMs: NOW });
  expect(await read(tokens.current(bound))).toMatchObject({ ok: true, claims: bound });
  const other = await read(tokens.current(free));
  expect(other.ok && other.claims).toEqual(free);
});

it('makes a new one in time, and forgets those that nobody has any more', async () => {
  let nowMs = NOW;
  const tokens = createResumeTokens(
    () => key,
    () => nowMs,
  );
  const one = { tenant: 'shop', keyId: 'one' };
  await tokens.prepare(one);
  const first = tokens.current(one);
  await tokens.prepare(one);
  expect(tokens.current(one)).toBe(first);
  nowMs += 61_000;
  await tokens.prepare(one);
  expect(tokens.current(one)).not.toBe(first);
  nowMs += 300_000;
  await tokens.prepare({ tenant: 'shop', keyId: 'two' });
  expect(tokens.current(one)).toBe('');
});
