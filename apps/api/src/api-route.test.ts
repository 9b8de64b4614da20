import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ElasticsearchUnavailableError } from '@millrace/elasticsearch';
import { createByteBudget } from '@millrace/http';
import type { HttpRequest } from '@millrace/http';
import { apiRoute, httpRoutes } from './api-route.js';
import { wholeNumber } from './whole-number.js';

const principal = { keyId: 'k', tenant: 'acme', scopes: ['search'] } as const;
const budget = createByteBudget(1_000_000);

function request(query: string, body?: string, contentType = 'application/json'): HttpRequest {
  return {
    method: 'POST',
    path: '/x',
    params: { id: '1' },
    query: new URLSearchParams(query),
    headers: { 'content-type': contentType },
    body: (async function* () {
      if (body !== undefined) yield Buffer.from(body);
    })(),
    remoteAddress: '',
    requestId: 'r',
    signal: new AbortController().signal,
  };
}

const echo = apiRoute({
  method: 'POST',
  path: '/x',
  summary: 's',
  scopes: ['search'],
  headers: z.object({ 'last-seen': z.string().max(3).optional() }),
  query: z.strictObject({ limit: wholeNumber(1, 9, 5), kind: z.enum(['a', 'b']).optional() }),
  body: z.strictObject({ name: z.string().min(1) }),
  reply: { status: 201, schema: z.object({ limit: z.number(), name: z.string() }) },
  handle: async ({ query, headers, body }) => ({
    limit: query.limit,
    name: body.name + (headers['last-seen'] ?? ''),
  }),
});
const ask = (query: string, body?: string, type?: string) =>
  echo.serve(request(query, body, type), principal, budget);

describe('a declared route', () => {
  it('hands checked values over and answers as declared', async () => {
    expect(await ask('limit=7', '{"name":"n"}')).toMatchObject({
      status: 201,
      body: { limit: 7, name: 'n' },
    });
    expect(await ask('', '{"name":"n"}', 'application/json; charset=utf-8')).toMatchObject({
      body: { limit: 5 },
    });
    expect(budget.usedBytes()).toBe(0);
  });

  it.each([
    ['limit=0', '{"name":"n"}', 'invalid-request', 'limit: given "0", expected a whole number from 1 to 9'],
    ['limit=', '{"name":"n"}', 'invalid-request', 'limit: given "", expected a whole number from 1 to 9'],
    ['limit=1e0', '{"name":"n"}', 'invalid-request', 'expected a whole number from 1 to 9'],
    ['', '{"name":""}', 'invalid-request', 'name: given "", expected at least 1 character'],
    ['', '{}', 'invalid-request', 'name: given nothing, expected a string'],
    ['', '[]', 'invalid-request', '(root): given [], expected an object'],
    ['kind=c', '{"name":"n"}', 'invalid-request', 'kind: given "c", expected one of a, b'],
    ['limt=1', '{"name":"n"}', 'invalid-request', 'no limt'],
    ['limit=1&limit=2', '{"name":"n"}', 'invalid-request', 'more than once'],
    ['', '{"name":5}', 'invalid-request', 'name'],
    ['', '{"name"', 'invalid-request', 'not JSON'],
  ])('refuses %s with %s: %s', async (query, body, code, detail) => {
    await expect(ask(query, body)).rejects.toMatchObject({ code, message: expect.stringContaining(detail) });
    expect(budget.usedBytes()).toBe(0);
  });

  it('hands over the headers it declares, and refuses what they may not be', async () => {
    const seen = (headers: Record<string, string>) => {
      const asked = request('', '{"name":"n"}');
      return echo.serve({ ...asked, headers: { ...asked.headers, ...headers } }, principal, budget);
    };
    expect(await seen({ 'last-seen': '7', other: 'long enough' })).toMatchObject({ body: { name: 'n7' } });
    await expect(seen({ 'last-seen': 'long' })).rejects.toMatchObject({
      code: 'invalid-request',
      message: 'last-seen: given "long", expected at most 3 characters',
    });
  });

  it('refuses another content type and a body over its bound', async () => {
    await expect(ask('', '{}', 'text/plain')).rejects.toMatchObject({ code: 'unsupported-content-type' });
    const large = JSON.stringify({ name: 'x'.repeat(70_000) });
    await expect(ask('', large)).rejects.toMatchObject({ code: 'too-large' });
  });

  it('says unavailable when a server does not answer, and leaves other errors alone', async () => {
    const failing = (error: Error) =>
      apiRoute({
        method: 'GET',
        path: '/y',
        summary: 's',
        scopes: [],
        reply: { status: 200, schema: z.object({}) },
        handle: () => Promise.reject(error),
      });
    const [away] = httpRoutes(
      [failing(new ElasticsearchUnavailableError('searching', 503, undefined))],
      budget,
    );
    await expect(away?.handle(request(''), principal)).rejects.toMatchObject({ code: 'unavailable' });
    const [bug] = httpRoutes([failing(new TypeError('bug'))], budget);
    await expect(bug?.handle(request(''), principal)).rejects.toThrow(TypeError);
  });
});
