import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ApiDependencies } from './api-dependencies.js';
import { apiRoutes } from './api-routes.js';
import { openApi } from './open-api.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
// Declaring routes touches no dependency; handling a request does.
const routes = apiRoutes({} as ApiDependencies);
const document = JSON.parse(JSON.stringify(openApi(routes)));

interface Operation {
  readonly operationId: string;
  readonly description: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
}

function operations(): [path: string, method: string, operation: Operation][] {
  const paths = document.paths as Record<string, Record<string, Operation>>;
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, string, Operation] => [path, method, operation]),
  );
}

/** The parts of OpenAPI 3.1 that this document uses, as its specification demands them. */
const schemaObject = z.custom<Record<string, unknown>>((value) => {
  z.fromJSONSchema(value as Parameters<typeof z.fromJSONSchema>[0]);
  return true;
});
const media = z.record(
  z.string(),
  z.strictObject({ schema: z.union([z.strictObject({ $ref: z.string() }), schemaObject]) }),
);
const operationObject = z.strictObject({
  operationId: z.string().regex(/^[a-z0-9-]+$/),
  summary: z.string().min(1),
  description: z.string().min(1),
  parameters: z
    .array(
      z.strictObject({
        name: z.string(),
        in: z.enum(['path', 'query']),
        required: z.boolean(),
        description: z.string().optional(),
        schema: schemaObject,
      }),
    )
    .optional(),
  requestBody: z.strictObject({ required: z.boolean(), content: media }).optional(),
  responses: z.record(
    z.string().regex(/^\d{3}$/),
    z.strictObject({ description: z.string().min(1), content: media }),
  ),
});
const openApiObject = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  paths: z.record(z.string().regex(/^\//), z.partialRecord(z.enum(METHODS), operationObject)),
  components: z.strictObject({
    securitySchemes: z.record(z.string(), z.unknown()),
    schemas: z.record(z.string(), schemaObject),
  }),
});

describe('the description of the api', () => {
  it('is valid OpenAPI 3.1', () => {
    expect(openApiObject.safeParse(document).error).toBeUndefined();
  });

  it('has every route and nothing else', () => {
    const described = operations().map(([path, method]) => `${method.toUpperCase()} ${path}`);
    const served = routes.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    expect(described.toSorted()).toEqual(served.toSorted());
  });

  it('declares each parameter of a path, once, and gives each operation an id of its own', () => {
    for (const [path, , operation] of operations()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter((one) => one.in === 'path');
      expect(declared.map((one) => one.name)).toEqual(inPath);
      expect(declared.every((one) => one.required)).toBe(true);
    }
    const ids = operations().map(([, , operation]) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('resolves every reference', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      ([, path]) => path!,
    );
    for (const reference of references) {
      const target = reference
        .split('/')
        .reduce<Record<string, unknown> | undefined>(
          (value, part) => value?.[part] as Record<string, unknown> | undefined,
          document,
        );
      expect(target, reference).toBeDefined();
    }
    expect(references.length).toBeGreaterThan(0);
  });

  it('names the scopes of each route', () => {
    for (const route of routes) {
      const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
      const { description } = document.paths[path][route.method.toLowerCase()];
      for (const scope of route.scopes) expect(description).toContain(scope);
    }
  });
});
