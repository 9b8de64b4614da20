import { z } from 'zod';
import { PROBLEMS } from '@millrace/schemas';
import type { ProblemCode } from '@millrace/schemas';
import type { ApiRoute } from './api-route.js';

type Json = Readonly<Record<string, unknown>>;

/** Problems every route may answer with. */
const ANY_ROUTE: readonly ProblemCode[] = ['invalid-request', 'missing-key', 'missing-scope', 'unavailable'];

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
  const { summary, scopes, reply } = route;
  const parameters = [...pathParameters(route.path), ...queryParameters(route.query)];
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
      [reply.status]: {
        description: 'Done.',
        content: { [reply.contentType]: { schema: jsonSchema(reply.schema, 'output') } },
      },
      ...problemResponses(),
    },
  };
}

/** `GET /v1/keys/:id` → `get-v1-keys-id`. */
function operationId({ method, path }: ApiRoute): string {
  return [method.toLowerCase(), ...path.split('/').filter(Boolean)].join('-').replaceAll(/[:.]/g, '');
}

function pathParameters(path: string): readonly Json[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: z.ZodObject | undefined): readonly Json[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(query, 'input') as {
    properties?: Record<string, { description?: string }>;
    required?: readonly string[];
  };
  // The JSON schema leaves out the defaults of what is made from text.
  const defaults: Json = query.safeParse({}).data ?? {};
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema: { ...(defaults[name] !== undefined && { default: defaults[name] }), ...schema },
  }));
}

function problemResponses(): Json {
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return Object.fromEntries(
    ANY_ROUTE.map((code) => [PROBLEMS[code].status, { description: PROBLEMS[code].title, content }]),
  );
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' });
  return rest;
}
