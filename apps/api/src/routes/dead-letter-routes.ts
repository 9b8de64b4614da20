import { z } from 'zod';
import { ProblemError } from '@millrace/http';
import { CONSUMER_GROUPS, DEAD_LETTER_CODES } from '@millrace/schemas';
import type { Principal } from '@millrace/schemas';
import type { SourceRecord } from '@millrace/pipeline';
import type { ApiDependencies } from '../api-dependencies.js';
import { askKafka } from '../ask-kafka.js';
import { apiRoute } from '../api-route.js';
import type { ApiRoute } from '../api-route.js';
import { foundLetter, matches, maySee } from '../dead-letters/found-letter.js';
import { decodeLetterLocation } from '../dead-letters/letter-location.js';
import type { LetterLocation } from '../dead-letters/letter-location.js';
import { newestLetters } from '../dead-letters/newest-letters.js';
import type { LetterPosition } from '../dead-letters/newest-letters.js';
import { letterInFull, letterSummary } from '../dead-letters/show-letter.js';
import { openCursor, signCursor } from '../search/page/signed-cursor.js';
import { wholeNumber } from '../whole-number.js';

type LetterDependencies = Pick<ApiDependencies, 'admin' | 'reader' | 'names' | 'systemTenant' | 'tenants'>;

const MAX_LIMIT = 500;
const DEFAULT_LIMIT = 50;
const CURSOR_PURPOSE = 'dead-letters';
const APPS = [...new Set(Object.values(CONSUMER_GROUPS).map(({ app }) => app))];

const summary = z.object({
  id: z.string(),
  appendedAt: z.iso.datetime(),
  topic: z.string().describe('Where the record was; http for a line of a request.'),
  partition: z.int(),
  offset: z.int(),
  part: z.int().optional().describe('Index of the bad log within its record or request.'),
  recordedAt: z.iso.datetime(),
  tenant: z.string().optional(),
  app: z.string(),
  step: z.string(),
  code: z.enum(DEAD_LETTER_CODES),
  reason: z.string(),
  fingerprint: z.string(),
  attempts: z.int(),
  replays: z.int(),
  firstSeen: z.iso.datetime(),
  redacted: z.int(),
  cutFromBytes: z.int().optional(),
  bytes: z.int(),
});
const full = summary.extend({
  key: z.string().optional().describe('Original key, base64.'),
  headers: z.record(z.string(), z.string()),
  base64: z.string(),
  text: z.string().optional().describe('The bytes, when they are UTF-8.'),
});

const listQuery = z.strictObject({
  limit: wholeNumber(1, MAX_LIMIT, DEFAULT_LIMIT),
  cursor: z.string().optional(),
  code: z.enum(DEAD_LETTER_CODES).optional(),
  app: z.enum(APPS).optional(),
  fingerprint: z.string().max(200).optional(),
});
const positions = z.array(
  z.object({ partition: z.int().min(0), low: z.int().min(0), before: z.int().min(0) }),
);

/** Dead letters of the key's tenant; those of no tenant too for the system tenant. Another tenant's is not found. */
export function deadLetterRoutes(dependencies: LetterDependencies): readonly ApiRoute[] {
  return [list(dependencies), show(dependencies)];
}

function list({ admin, reader, names, systemTenant, tenants }: LetterDependencies): ApiRoute {
  return apiRoute({
    method: 'GET',
    path: '/v1/dead-letters',
    summary: 'Dead letters, newest first; a page may be short and still have a cursor',
    scopes: ['admin'],
    query: listQuery,
    reply: { status: 200, schema: z.object({ items: z.array(summary), cursor: z.string().nullable() }) },
    problems: ['invalid-cursor'],
    handle: async ({ query, principal, signal }) => {
      const secret = await tenants.secretOf(principal.tenant);
      const start =
        query.cursor === undefined
          ? await askKafka(() => ends(admin, names.deadLetters))
          : positions.parse(openCursor(query.cursor, secret, CURSOR_PURPOSE));
      const request = {
        topic: names.deadLetters,
        limit: query.limit,
        accepts: (letter: Parameters<typeof matches>[0]) =>
          maySee(principal, letter.envelope.tenant, systemTenant) && matches(letter, query),
      };
      const page = await askKafka(() => newestLetters(reader, start, request, signal));
      const cursor = page.next === undefined ? null : signCursor(page.next, secret, CURSOR_PURPOSE);
      return { items: page.letters.map(letterSummary), cursor };
    },
  });
}

function show({ admin, reader, names, systemTenant }: LetterDependencies): ApiRoute {
  return apiRoute({
    method: 'GET',
    path: '/v1/dead-letters/:id',
    summary: 'One dead letter with its headers and bytes',
    scopes: ['admin'],
    reply: { status: 200, schema: full },
    problems: ['not-found'],
    handle: async ({ params, principal, signal }) => {
      const location = decodeLetterLocation(params['id'] ?? '') ?? notFound();
      const record = await askKafka(() => recordAt({ admin, reader }, names.deadLetters, location, signal));
      return letterInFull(...visible(record, location, { principal, systemTenant }));
    },
  });
}

async function ends(admin: ApiDependencies['admin'], topic: string): Promise<readonly LetterPosition[]> {
  return (await admin.ranges(topic)).map(({ partition, low, high }) => ({ partition, low, before: high }));
}

async function recordAt(
  { admin, reader }: Pick<ApiDependencies, 'admin' | 'reader'>,
  topic: string,
  { partition, offset }: LetterLocation,
  signal: AbortSignal,
): Promise<SourceRecord | undefined> {
  const range = (await admin.ranges(topic)).find((one) => one.partition === partition);
  if (range === undefined || offset < range.low || offset >= range.high) return undefined;
  for await (const batch of reader.read({ topic, partition, from: offset, to: offset + 1 }, signal)) {
    return batch.find((record) => record.offset === offset);
  }
  return undefined;
}

/** The letter, if it is the one that was asked for and this principal may see it. */
function visible(
  record: SourceRecord | undefined,
  { identity }: LetterLocation,
  { principal, systemTenant }: { readonly principal: Principal; readonly systemTenant: string },
) {
  const letter = record && foundLetter(record);
  if (letter?.identity !== identity || !record) return notFound();
  return maySee(principal, letter.envelope.tenant, systemTenant)
    ? ([letter, record.value] as const)
    : notFound();
}

function notFound(): never {
  throw new ProblemError('not-found', 'There is no such dead letter, or it has expired.');
}
