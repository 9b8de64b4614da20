import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import type { ApiDependencies } from './api-dependencies.js';
import { apiRoutes } from './api-routes.js';
import { openApi } from './open-api.js';

// Declaring routes touches no dependency; handling a request does.
const routes = apiRoutes({} as ApiDependencies);
const document = JSON.parse(JSON.stringify(openApi(routes)));

interface Operation {
  readonly operationId: string;
  readonly description: string;
  readonly responses: Readonly<Record<string, unknown>>;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: Readonly<Record<string, unknown>>;
  }[];
}

function operations(): [path: string, method: string, operation: Operation][] {
  const paths = document.paths as Record<string, Record<string, Operation>>;
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, string, Operation] => [path, method, operation]),
  );
}

describe('the description of the api', () => {
  it('is valid by the schema of OpenAPI 3.1', async () => {
    expect(document.openapi).toBe('3.1.0');
    expect(await new Validator().validate(document)).toEqual({ valid: true });
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

  it('names the default of a parameter that has one', () => {
    const limits = operations()
      .flatMap(([, , { parameters }]) => parameters ?? [])
      .filter(({ name }) => name === 'limit');
    expect(limits.map(({ schema }) => schema['default'])).toEqual([100, 200, 50, 1_000, 50, 50]);
  });

  it('declares each header that a route reads', () => {
    const headers = operations().flatMap(([path, , { parameters = [] }]) =>
      parameters.filter((one) => one.in === 'header').map(({ name, required }) => [path, name, required]),
    );
    expect(headers).toEqual([
      ['/v1/logs/export', 'accept-encoding', false],
      ['/v1/logs/stream', 'last-event-id', false],
    ]);
  });

  it('names the problems of each route under their status, those of all routes too', () => {
    const codes = (path: string, status: number) => {
      const { content } = document.paths[path].get.responses[status];
      return content['application/problem+json'].schema.allOf[1].properties.code.enum;
    };
    expect(codes('/v1/logs', 400)).toEqual([
      'invalid-request',
      'invalid-query',
      'query-too-costly',
      'invalid-cursor',
    ]);
    expect(codes('/v1/logs/{id}', 404)).toEqual(['not-found']);
    for (const [, , { responses }] of operations())
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '403', '500', '503']));
  });

  it('has examples of parameters that the route takes', () => {
    for (const { path, query, headers, examples } of routes) {
      for (const example of examples) {
        const { query: asked = {}, headers: sent = {}, params = {} } = example;
        expect([path, query?.safeParse(asked).error]).toEqual([path, undefined]);
        expect([path, headers?.strict().safeParse(sent).error]).toEqual([path, undefined]);
        expect(Object.keys(asked).length > 0 && query === undefined).toBe(false);
        expect(Object.keys(params)).toEqual([...path.matchAll(/:(\w+)/g)].map(([, name]) => name));
      }
    }
    const asking = routes.filter(
      ({ method, path }) => method === 'GET' && /^\/v1\/(?:logs|searches)/.test(path),
    );
    expect(asking.filter(({ examples }) => examples.length === 0)).toEqual([]);
    expect(document.paths['/v1/logs/{id}/context'].get.parameters[0].examples).toMatchObject({
      around: { value: expect.stringMatching(/^[\w-]{22}$/), summary: expect.any(String) },
    });
    const [resume] = document.paths['/v1/logs/stream'].get.parameters.slice(-1);
    expect([resume.in, Object.keys(resume.examples)]).toEqual(['header', ['after-a-cut']]);
    expect(document.paths['/v1/logs/histogram'].get.parameters[0].examples).toMatchObject({
      'by-level': { value: 'service.name:checkout', summary: expect.any(String) },
    });
  });

  it('shows every example, of a route that takes no parameters as what it answers', () => {
    for (const { method, path, reply, examples } of routes) {
      const { parameters = [], responses } =
        document.paths[path.replaceAll(/:(\w+)/g, '{$1}')][method.toLowerCase()];
      const shown = [...parameters, responses[reply.status].content[reply.contentType]].flatMap((place) =>
        Object.keys(place.examples ?? {}),
      );
      for (const { name, reply: answer } of examples) {
        expect([path, shown]).toEqual([path, expect.arrayContaining([name])]);
        if (answer !== undefined) expect(reply.schema.safeParse(answer).error).toBeUndefined();
      }
    }
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
