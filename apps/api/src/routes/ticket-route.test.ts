import { randomBytes } from 'node:crypto';
import { createByteBudget } from '@millrace/http';
import { readTicket } from '@millrace/tickets';
import { describe, expect, it } from 'vitest';
import { ticketRoute } from './ticket-route.js';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const key = { id: '20261121', secret: randomBytes(32) };
const find = async (id: string) => (id === key.id ? key : undefined);
const route = ticketRoute({
  signingKeys: { current: async () => key, find, all: async () => [key] },
  tailUrl: 'ws://127.0.0.1:1/v1/tail',
  now: () => NOW,
});
const principal = { keyId: 'k', tenant: 'shop', scopes: ['tail'] } as const;

/** What is asked with this body, and read out of the ticket that is answered. */
async function ticketOf(body: object) {
  const request = {
    ...{ method: 'POST', path: '/v1/tickets', params: {}, query: new URLSearchParams() },
    headers: { 'content-type': 'application/json' },
    body: (async function* () {
      yield Buffer.from(JSON.stringify(body));
    })(),
    ...{ remoteAddress: '', requestId: 'r', signal: new AbortController().signal },
  };
  const reply = await route.serve(request, principal, createByteBudget(1_000_000));
  const answer = reply.body as { readonly ticket: string; readonly url: string; readonly expiresAt: string };
  return { reply, answer, reading: await readTicket('ticket', answer.ticket, { find, nowMs: NOW }) };
}

describe('POST /v1/tickets', () => {
  it('gives a ticket for the tenant and key of the caller, which stands in no URL and in no cache', async () => {
    const { reply, answer, reading } = await ticketOf({});
    expect(reading).toMatchObject({ ok: true, claims: { tenant: 'shop', keyId: 'k' } });
    expect(answer).toMatchObject({
      url: 'ws://127.0.0.1:1/v1/tail',
      expiresAt: '2026-11-21T12:00:30.000Z',
    });
    expect(reply.headers).toMatchObject({ 'cache-control': 'no-store' });
  });

  it.each([
    ['https://Logs.Example.org', 'https://logs.example.org'],
    ['https://logs.example.org:443', 'https://logs.example.org'],
    ['http://[2001:DB8::1]:8080', 'http://[2001:db8::1]:8080'],
    ['http://b\u00fccher.example', 'http://xn--bcher-kva.example'],
  ])('spells the origin %s as browsers do', async (given, origin) => {
    expect((await ticketOf({ origin: given })).reading).toMatchObject({ claims: { origin } });
  });

  it('binds to an address when asked', async () => {
    expect((await ticketOf({ address: '10.0.0.1' })).reading).toMatchObject({
      claims: { address: '10.0.0.1' },
    });
  });

  it.each([
    ...['https://a/b', 'https://u@a', 'https://a?b', 'https://a#b', 'https://a\\b', 'https://a:99999'],
    ...['null', 'wss://a', ''],
  ])('refuses %s, which is no origin', async (origin) => {
    await expect(ticketOf({ origin })).rejects.toMatchObject({ code: 'invalid-request' });
  });

  it('refuses to speak for another tenant', async () => {
    await expect(ticketOf({ tenant: 'other' })).rejects.toMatchObject({ code: 'invalid-request' });
  });
});
