import { z } from 'zod';
import { PROBLEMS } from '@millrace/schemas';
import type { ProblemCode } from '@millrace/schemas';
import type { ApiRoute, RouteExample } from './api-route.js';

type Json = Readonly<Record<string, unknown>>;

/** Problems every route may answer with. */
const ANY_ROUTE: readonly ProblemCode[] = [
  ...(['invalid-request', 'missing-key', 'invalid-key', 'missing-scope'] as const),
  ...(['internal', 'unavailable'] as const),
];
/** Problems of routes that take a body. */
const ANY_BODY: readonly ProblemCode[] = ['too-large', 'unsupported-content-type', 'too-busy'];

/** The description of the api, generated from the routes' own schemas, so that the two cannot drift. */
export function openApi(routes: readonly ApiRoute[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Millrace',
      version: '1',
      description:
        'Search logs and correlations, audit the books of the pipeline, inspect dead letters, manage keys and instances.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ apiKey: [] }],
    paths,
    components: {
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, mr_….' } },
      schemas: { Problem: PROBLEM },
    },
  };
}

const PROBLEM: Json = {
  type: 'object',
  description: 'RFC 9457 problem document.',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { enum: Object.keys(PROBLEMS) },
    detail: { type: 'string' },
  },
};

function operation(route: ApiRoute): Json {
  const { summary, scopes, reply, query, headers, examples } = route;
  const parameters = [
    ...pathParameters(route),
    ...(query ? namedParameters('query', query, examples) : []),
    ...(headers ? namedParameters('header', headers, examples) : []),
  ];
  return {
    operationId: operationId(route),
    summary,
    description: scopes.length === 0 ? 'Any valid key.' : `Scope: ${scopes.join(', ')}.`,
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: jsonSchema(route.body, 'input') } },
      },
    }),
    responses: {
      [reply.status]: { description: 'Done.', content: replyContent(route) },
      ...problemResponses([...ANY_ROUTE, ...(route.body ? ANY_BODY : []), ...route.problems]),
    },
  };
}

function replyContent({ reply, examples }: ApiRoute): Json {
  const schema = jsonSchema(reply.schema, 'output');
  return { [reply.contentType]: { schema, ...shown(examples, (each) => each.reply) } };
}

/** `GET /v1/keys/:id` → `get-v1-keys-id`. */
function operationId({ method, path }: ApiRoute): string {
  return [method.toLowerCase(), ...path.split('/').filter(Boolean)].join('-').replaceAll(/[:.]/g, '');
}

function pathParameters({ path, examples }: ApiRoute): readonly Json[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
    ...parameterExamples('path', name, examples),
  }));
}

function namedParameters(
  place: 'query' | 'header',
  declared: z.ZodObject,
  examples: readonly RouteExample[],
): readonly Json[] {
  const { properties = {}, required = [] } = jsonSchema(declared, 'input') as {
    properties?: Record<string, { description?: string }>;
    required?: readonly string[];
  };
  // The JSON schema leaves out the defaults of what is made from text.
  const defaults: Json = declared.safeParse({}).data ?? {};
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema: { ...(defaults[name] !== undefined && { default: defaults[name] }), ...schema },
    ...parameterExamples(place, name, examples),
  }));
}

/** Where an example has the parameters of a place. */
const GIVEN_IN = { path: 'params', query: 'query', header: 'headers' } as const;

/** The values a parameter has in the examples of its route, under their names. */
function parameterExamples(
  place: keyof typeof GIVEN_IN,
  name: string,
  examples: readonly RouteExample[],
): Json {
  return shown(examples, (each) => each[GIVEN_IN[place]]?.[name]);
}

/** The examples that have a value, under their names. */
function shown(examples: readonly RouteExample[], valueOf: (each: RouteExample) => unknown): Json {
  const having = examples.flatMap((each) => {
    const value = valueOf(each);
    return value === undefined ? [] : [[each.name, { summary: each.summary, value }]];
  });
  return having.length === 0 ? {} : { examples: Object.fromEntries(having) as Json };
}

/** Responses by status; of each the codes that tell its problems apart. */
function problemResponses(codes: readonly ProblemCode[]): Json {
  const byStatus = Map.groupBy(new Set(codes), (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, of]) => [status, { description: titles(of), content: problemContent(of) }]),
  );
}

function titles(codes: readonly ProblemCode[]): string {
  return codes.map((code) => `${PROBLEMS[code].title} (${code})`).join('; ');
}

function problemContent(codes: readonly ProblemCode[]): Json {
  const allOf = [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: codes } } }];
  return { 'application/problem+json': { schema: { allOf } } };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' });
  return rest;
}
