import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { issueTicket, readTicket, TICKET_TTL_MS } from './ticket.js';
import type { SigningKey } from './ticket.js';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const key: SigningKey = { id: '20261121', secret: randomBytes(32) };
const claims = { tenant: 'shop', keyId: 'abc', origin: 'https://shop.example', address: '127.0.0.1' };
const find = async (id: string) => (id === key.id ? key : undefined);
const issued = async () => (await issueTicket('ticket', claims, { key, nowMs: NOW })).token;

describe('a ticket', () => {
  it('is read back as it was issued, with an id of its own', async () => {
    const reading = await readTicket('ticket', await issued(), { find, nowMs: NOW });
    expect(reading).toMatchObject({ ok: true, claims });
    const other = await readTicket('ticket', await issued(), { find, nowMs: NOW });
    expect(reading.ok && other.ok && reading.id !== other.id).toBe(true);
  });

  it('is invalid when its key is named by anything but a short text, and no key is looked for', async () => {
    const looked: unknown[] = [];
    const spy = async (id: string) => void looked.push(id);
    for (const kid of [{ $regex: '(a+)+$' }, 7, null, 'x'.repeat(65)]) {
      const head = Buffer.from(JSON.stringify({ alg: 'HS256', kid })).toString('base64url');
      const reading = await readTicket('ticket', `${head}.e30.AA`, { find: spy, nowMs: NOW });
      expect(reading).toEqual({ ok: false, fault: 'invalid' });
    }
    expect(looked).toEqual([]);
  });

  it('expires', async () => {
    const nowMs = NOW + TICKET_TTL_MS.ticket + 10_000;
    expect(await readTicket('ticket', await issued(), { find, nowMs })).toEqual({
      ok: false,
      fault: 'expired',
    });
  });

  it('is no resume token, nor good under another key or none', async () => {
    const invalid = { ok: false, fault: 'invalid' };
    const token = await issued();
    expect(await readTicket('resume', token, { find, nowMs: NOW })).toEqual(invalid);
    const forged = async () => ({ id: key.id, secret: randomBytes(32) });
    expect(await readTicket('ticket', token, { find: forged, nowMs: NOW })).toEqual(invalid);
    expect(await readTicket('ticket', token, { find: async () => undefined, nowMs: NOW })).toEqual(invalid);
  });

  it('is not accepted unsigned', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const body = { iss: 'millrace', aud: 'ticket', sub: 'abc', jti: 'x', tenant: 'shop', exp: NOW };
    const token = `${part({ alg: 'none', kid: key.id })}.${part(body)}.`;
    expect(await readTicket('ticket', token, { find, nowMs: NOW })).toEqual({ ok: false, fault: 'invalid' });
  });

  it('is never read from what somebody else wrote', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.base64String()), async (token) => {
        expect((await readTicket('ticket', token, { find, nowMs: NOW })).ok).toBe(false);
      }),
    );
  });
});
