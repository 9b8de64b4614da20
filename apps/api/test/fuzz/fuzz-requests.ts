import fc from 'fast-check';
import type { Expectation } from './answer-faults.js';
import type { Operation } from './described-api.js';
import { allowedValue } from './meant-values.js';
import { ODD_ESCAPES, ODD_HEADERS, ODD_KEYS, ODD_VALUES } from './odd-text.js';
import type { RawRequest } from './raw-request.js';
import { membersOf, requiredOf } from './schema-values.js';

/** A request and what it must be answered with. */
export interface FuzzRequest {
  readonly raw: RawRequest;
  readonly expected: Expectation;
}

/** What requests are made with. */
export interface FuzzMaterial {
  readonly key: string;
  /** Ids of things that exist, for the parameters of a path. */
  readonly ids: (operation: Operation) => readonly string[];
}

/** What is done to a request, by name. */
export type FuzzKinds = Readonly<Record<string, fc.Arbitrary<FuzzRequest>>>;

/** A request in parts: what is in the query is encoded already. */
interface Parts {
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const JSON_TYPE = { 'content-type': 'application/json' };
/** What the server says before it has found out which operation is meant. */
const BEFORE_ROUTING = [400, 404, 405, 413, 414, 415, 417, 431];
const NOT_FOR_ALLOWED = [400, 401, 403, 405, 413, 415, 431];

/** Every kind of request there is for an operation. */
export function fuzzKinds(operation: Operation, material: FuzzMaterial): FuzzKinds {
  const allowed = allowedParts(operation, material);
  const of = (parts: fc.Arbitrary<Parts>, expected: Expectation) =>
    parts.map((made) => ({ raw: rawOf(operation, made), expected }));
  const withQuery = (entry: fc.Arbitrary<readonly [string, string]>) =>
    fc.tuple(allowed, entry).map(([parts, one]) => ({ ...parts, query: [...parts.query, one] }));
  const spelled = operation.parameters.filter(({ in: place }) => place === 'query');
  const names = spelled.length > 0 ? fc.constantFrom(...spelled.map(({ name }) => name)) : undefined;
  return {
    allowed: of(allowed, { refused: NOT_FOR_ALLOWED }),
    'a parameter that is unknown': of(
      withQuery(
        fc.tuple(fc.constantFrom('qq', 'tenant', 'Q', '__proto__', 'constructor', '%00'), ODD_VALUES),
      ),
      { allowed: [400], before: [431] },
    ),
    'an odd name of a parameter': of(withQuery(fc.tuple(ODD_ESCAPES, fc.constant('1'))), { before: [431] }),
    'odd headers': of(withHeaders(allowed, ODD_HEADERS), { before: BEFORE_ROUTING }),
    'an odd key': of(withHeaders(allowed, ODD_KEYS), { allowed: [401] }),
    'another method': fc
      .tuple(
        allowed,
        fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE', 'GET', 'OPTIONS', 'TRACE', 'PROPFIND'),
      )
      .map(([parts, method]) => ({ raw: { ...rawOf(operation, parts), method }, expected: otherMethod })),
    'a longer path': fc.tuple(allowed, ODD_ESCAPES).map(([parts, odd]) => ({
      raw: rawOf(operation, { ...parts, path: `${parts.path}/${odd}` }),
      expected: { before: BEFORE_ROUTING, elsewhere: true },
    })),
    ...(operation.method === 'GET' && {
      'the head only': fc.tuple(allowed).map(([parts]) => ({
        raw: { ...rawOf(operation, parts), method: 'HEAD' },
        expected: { bodiless: true },
      })),
    }),
    ...(names && {
      'a parameter twice': of(
        fc.tuple(allowed, names).map(([parts, name]) => ({
          ...parts,
          query: [...parts.query.filter(([one]) => one !== name), [name, '1'], [name, '1']],
        })),
        { allowed: [400] },
      ),
      'a parameter with an odd value': of(replaced(allowed, names, ODD_VALUES), { before: [431] }),
      'a parameter with odd escapes': of(replaced(allowed, names, ODD_ESCAPES), { before: [431] }),
    }),
    ...(operation.path.includes('{') && {
      'an odd id': fc.tuple(allowed, fc.oneof(ODD_ESCAPES, ODD_VALUES)).map(([parts, odd]) => ({
        raw: rawOf(operation, { ...parts, path: operation.path.replaceAll(/\{\w+\}/g, () => odd) }),
        expected: { before: BEFORE_ROUTING, elsewhere: true },
      })),
    }),
    ...bodyKinds(operation, allowed),
  };
}

/** Any route may serve another method, or what a changed path leads to. */
const otherMethod: Expectation = { before: [400, 401, 403, 404, 405, 413, 415], elsewhere: true };

function bodyKinds(operation: Operation, allowed: fc.Arbitrary<Parts>): FuzzKinds {
  const { body } = operation;
  const raw = (parts: Parts, bytes: string | Buffer, type: Readonly<Record<string, string>> = JSON_TYPE) => {
    const { headers, ...rest } = rawOf(operation, { ...parts, body: undefined });
    return { ...rest, headers: { ...headers, ...type }, body: bytes };
  };
  if (!body) {
    return {
      'a body that nobody asked for': fc
        .tuple(allowed, fc.constantFrom('{}', 'x', '\0', ' '.repeat(100_000)))
        .map(([parts, text]) => ({ raw: raw(parts, text), expected: { before: [413, 415] } })),
    };
  }
  const required = requiredOf(body);
  const members = Object.keys(membersOf(body));
  return {
    'a body of another content type': fc
      .tuple(
        allowed,
        fc.constantFrom('text/plain', 'application/jsonp', 'x', '', 'application/json, text/html'),
      )
      .map(([parts, type]) => ({
        raw: raw(parts, JSON.stringify(parts.body), type === '' ? {} : { 'content-type': type }),
        expected: { allowed: [415] },
      })),
    'a body that is no JSON': fc.tuple(allowed, ODD_BODIES).map(([parts, bytes]) => ({
      raw: raw(parts, bytes),
      expected: { allowed: [400, 413] },
    })),
    'a body of another shape': fc.tuple(allowed, fc.jsonValue()).map(([parts, value]) => ({
      raw: raw(parts, JSON.stringify(value)),
      expected: {},
    })),
    'a body with an unknown member': fc
      .tuple(allowed, fc.constantFrom('tenantId', '__proto__', 'constructor', ''))
      .map(([parts, name]) => ({
        raw: raw(
          parts,
          JSON.stringify(parts.body).replace(
            /^\{(?=(.))/,
            (_, next: string) => `{${JSON.stringify(name)}:1${next === '}' ? '' : ','}`,
          ),
        ),
        expected: { allowed: [400] },
      })),
    ...(members.length > 0 && {
      'a body with an odd member': fc
        .tuple(allowed, fc.constantFrom(...members), fc.jsonValue())
        .map(([parts, name, value]) => ({
          raw: raw(parts, JSON.stringify({ ...(parts.body as object), [name]: value })),
          expected: {},
        })),
    }),
    ...(required.length > 0 && {
      'a body without a member': fc.tuple(allowed, fc.constantFrom(...required)).map(([parts, name]) => ({
        raw: raw(parts, JSON.stringify({ ...(parts.body as object), [name]: undefined })),
        expected: { allowed: [400] },
      })),
    }),
  };
}

const ODD_BODIES = fc.constantFrom<string | Buffer>(
  ...[
    '',
    '{',
    'null x',
    "{'a':1}",
    '{"a":1,}',
    '\ufeff{}x',
    '['.repeat(20_000),
    '{"a":'.repeat(5_000),
    'NaN',
  ],
  Buffer.from([0xff, 0xfe, 0x7b, 0x00]),
  Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]),
  Buffer.from([0x1f, 0x8b, 0x08, 0x00]),
);

function allowedParts(operation: Operation, { key, ids }: FuzzMaterial): fc.Arbitrary<Parts> {
  const optional = (required: boolean, values: fc.Arbitrary<unknown>) =>
    required ? values : fc.option(values, { nil: undefined });
  const named = (place: string) =>
    fc.record(
      Object.fromEntries(
        operation.parameters
          .filter((parameter) => parameter.in === place)
          .map(({ name, required, schema }) => [name, optional(required, allowedValue(name, schema))]),
      ),
    );
  const existing = ids(operation);
  const id = existing.length > 0 ? fc.constantFrom(...existing) : fc.stringMatching(/^[a-z0-9]{12}$/);
  const body = operation.body ? allowedBody(operation.body) : fc.constant(undefined);
  return fc.tuple(id, named('query'), named('header'), body).map(([one, query, headers, made]) => ({
    path: operation.path.replaceAll(/\{\w+\}/g, encodeURIComponent(one)),
    query: present(inOrder(query)).map(([name, value]) => [name, encodeURIComponent(value)] as const),
    headers: { authorization: `Bearer ${key}`, ...Object.fromEntries(present(headers)) },
    body: made,
  }));
}

function allowedBody(schema: NonNullable<Operation['body']>): fc.Arbitrary<unknown> {
  const members = Object.entries(membersOf(schema)).map(([name, member]) => [
    name,
    allowedValue(name, member),
  ]);
  return fc.record(Object.fromEntries(members) as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys: [...requiredOf(schema)],
  });
}

function present(values: Readonly<Record<string, unknown>>): (readonly [string, string])[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value as string | number | boolean)] as const],
  );
}

/** A range may not end before it starts, and what goes on live has no end. */
function inOrder(query: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { from, to, ...rest } = query;
  if (query['live'] === 'true') return from === undefined ? rest : { from, ...rest };
  return typeof from === 'string' && typeof to === 'string' && from > to
    ? { ...query, from: to, to: from }
    : query;
}

function withHeaders(parts: fc.Arbitrary<Parts>, odd: typeof ODD_HEADERS): fc.Arbitrary<Parts> {
  return fc
    .tuple(parts, odd)
    .map(([made, headers]) => ({ ...made, headers: { ...made.headers, ...headers } }));
}

function replaced(parts: fc.Arbitrary<Parts>, names: fc.Arbitrary<string>, values: fc.Arbitrary<string>) {
  return fc.tuple(parts, names, values).map(([made, name, value]) => ({
    ...made,
    query: [...made.query.filter(([one]) => one !== name), [name, value] as const],
  }));
}

function rawOf({ method }: Operation, { path, query, headers, body }: Parts): RawRequest {
  const search = query.map(([name, value]) => `${name}=${value}`).join('&');
  return {
    method,
    target: search === '' ? path : `${path}?${search}`,
    headers: { ...headers, ...(body !== undefined && JSON_TYPE) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
}
