import { z } from 'zod';
import { parseFilter } from '@millrace/filter';
import { ProblemError } from '@millrace/http';
import { TAIL_POLICIES } from '@millrace/schemas';
import type { Principal } from '@millrace/schemas';
import type { ApiDependencies } from '../api-dependencies.js';
import { apiRoute, ReplyWithHeaders } from '../api-route.js';
import type { ApiRoute, RouteExample } from '../api-route.js';
import { createKeyTurns } from '../flows/key-turns.js';
import { logFilterParameters } from '../search/log-filter-parameters.js';
import { logScope } from '../search/log-scope.js';
import { understood } from '../search/understood-query.js';
import { EVENT_STREAM } from '../stream/server-sent-event.js';
import { streamLogs } from '../stream/stream-logs.js';
import { readPlaceToken } from '../stream/stream-place.js';
import { wholeNumber } from '../whole-number.js';

const MAX_LIMIT = 1_000_000;
const DEFAULT_LIMIT = 1_000;
/** Pages that the streams of one key read at a time. */
const PAGES_AT_A_TIME = 8;
const RESUME_HEADER = 'last-event-id';

const query = z.strictObject({
  ...logFilterParameters,
  limit: wholeNumber(1, MAX_LIMIT, DEFAULT_LIMIT).describe(
    'Logs that are found at most; counted anew when it goes on.',
  ),
  sort: z.enum(['newest', 'oldest']).default('newest'),
  live: z
    .enum(['true', 'false'])
    .default('false')
    .describe('Go on with what is taken in; needs a key with the scope tail, too.'),
  policy: z
    .enum(TAIL_POLICIES)
    .default('lossless')
    .describe(
      'What becomes of live logs that the client is too slow for: latest leaves the oldest out and counts them.',
    ),
});

const headers = z.object({
  [RESUME_HEADER]: z
    .string()
    .optional()
    .describe(
      'To go on after a cut: the id of the last event that had one, with the same parameters. Empty: from the beginning.',
    ),
});

const EXAMPLES: readonly RouteExample[] = [
  {
    name: 'errors',
    summary: 'Errors of a day, the newest first, as they are found',
    query: { q: 'severity>=error', from: '2026-11-21T00:00:00Z', to: '2026-11-22T00:00:00Z' },
  },
  {
    name: 'after-a-cut',
    summary: 'The lines of a service behind one that came before',
    query: { q: 'service.name:checkout', sort: 'oldest', limit: '100' },
    headers: { [RESUME_HEADER]: '2026-11-21T12:00:00.000000000Z,example-0' },
  },
  {
    name: 'live',
    summary: 'What was found of a phrase, then what is taken in',
    query: { q: '"payment failed"', live: 'true', policy: 'latest' },
  },
];

type StreamDependencies = Pick<
  ApiDependencies,
  'search' | 'cost' | 'completeness' | 'clock' | 'streams' | 'tail' | 'leaving'
>;

/**
 * `GET /v1/logs/stream`: the results of a search as server-sent events, as they are found. With `Last-Event-ID` it goes
 * on behind that log. With `live=true` what is taken in follows, without a gap.
 */
export function streamRoute({
  search,
  cost,
  completeness,
  clock,
  streams: flow,
  tail,
  leaving,
}: StreamDependencies): ApiRoute {
  const turns = createKeyTurns(PAGES_AT_A_TIME);
  return apiRoute({
    method: 'GET',
    path: '/v1/logs/stream',
    summary:
      'Search results as server-sent events, as they are found: watermark, log, progress, then end or error; with live=true then live and what is taken in. The header Last-Event-ID goes on',
    scopes: ['search'],
    query,
    headers,
    reply: { status: 200, schema: z.string(), contentType: EVENT_STREAM },
    problems: ['invalid-query', 'query-too-costly', 'too-busy'],
    examples: EXAMPLES,
    handle: async ({ query: asked, headers: given, principal, signal }) => {
      const { sort, limit } = asked;
      const isLive = asked.live === 'true';
      if (isLive) requireTailable(asked, principal);
      const last = given[RESUME_HEADER];
      const { after, cursor } = last ? readPlaceToken(last, isLive, RESUME_HEADER) : {};
      const walk = { scope: logScope(principal.tenant, asked), sort, limit, ...(after && { after }) };
      await cost.require(walk.scope, signal);
      const live = { policy: asked.policy, ...(cursor !== undefined && { cursor }) };
      const stream = { walk, keyId: principal.keyId, ...(isLive && { live }) };
      const tools = { search, completeness, clock, flow, turns, tail, leaving };
      const events = streamLogs(stream, tools, signal);
      // Proxies that gather an answer before they hand it on would make a stream a page.
      return new ReplyWithHeaders({ 'x-accel-buffering': 'no' }, events);
    },
  });
}

/** Throws the problems `missing-scope`, `invalid-request` and `invalid-query` for what a tail cannot follow. */
function requireTailable({ q, to }: z.output<typeof query>, { keyId, scopes }: Principal): void {
  if (!scopes.includes('tail'))
    throw new ProblemError(
      'missing-scope',
      `Key ${keyId} does not have the scope tail, which live=true needs.`,
    );
  if (to !== undefined)
    throw new ProblemError(
      'invalid-request',
      `to: given ${to}, expected none with live=true, which has no end`,
    );
  understood(q, parseFilter);
}
