/**
 * Who may import what, by Nx tag: `depConstraints` of `@nx/enforce-module-boundaries`.
 *
 * A project must satisfy the row of each of its tags. External packages are listed as allowed, not as banned, where a
 * layer has a closed set: a new dependency then needs a line here before it can be used.
 *
 * @typedef {{ sourceTag: string, onlyDependOnLibsWithTags?: string[], allowedExternalImports?: string[],
 *   bannedExternalImports?: string[] }} TagRule
 */

/** `long` holds the 64-bit integers that protobufjs writes. */
const TEST_PACKAGES = ['vitest', 'fast-check', 'long'];

/** @type {TagRule[]} */
const TAG_TABLE = [
  { sourceTag: 'type:contract', onlyDependOnLibsWithTags: [], allowedExternalImports: ['zod'] },
  {
    sourceTag: 'type:domain',
    onlyDependOnLibsWithTags: ['type:domain', 'type:contract'],
    allowedExternalImports: ['protobufjs', 'protobufjs/*', 're2js', 'zod'],
  },
  {
    sourceTag: 'type:adapter',
    onlyDependOnLibsWithTags: ['type:domain', 'type:contract'],
    bannedExternalImports: ['@nestjs/*', 'fastify', 'pino', 'prom-client'],
  },
  {
    sourceTag: 'vendor:kafka',
    allowedExternalImports: ['kafkajs', 'kafkajs/*', '@platformatic/kafka', '@platformatic/wasm-utils'],
  },
  { sourceTag: 'vendor:elasticsearch', allowedExternalImports: ['@elastic/elasticsearch'] },
  { sourceTag: 'vendor:mongodb', allowedExternalImports: ['mongodb'] },
  { sourceTag: 'vendor:ws', allowedExternalImports: ['ws'] },
  { sourceTag: 'vendor:jose', allowedExternalImports: ['jose'] },
  { sourceTag: 'vendor:servers', allowedExternalImports: ['mongodb', 'yauzl'] },
  {
    sourceTag: 'type:runtime',
    onlyDependOnLibsWithTags: ['type:domain', 'type:contract'],
    allowedExternalImports: ['pino', 'prom-client', 'zod'],
  },
  {
    sourceTag: 'type:framework',
    onlyDependOnLibsWithTags: ['type:contract', 'type:runtime'],
    allowedExternalImports: ['@nestjs/*', 'fastify', '@fastify/*', 'reflect-metadata', 'rxjs'],
  },
  {
    sourceTag: 'type:app',
    onlyDependOnLibsWithTags: [
      'type:contract',
      'type:domain',
      'type:adapter',
      'type:runtime',
      'type:framework',
    ],
  },
  { sourceTag: 'type:example', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'type:testing', onlyDependOnLibsWithTags: ['*'] },
  { sourceTag: 'type:tooling', onlyDependOnLibsWithTags: ['*'] },
];

/**
 * A project's tests may import what the project may, the test packages and the fakes of `type:testing`.
 *
 * @param {TagRule} rule
 * @returns {TagRule}
 */
function forTests(rule) {
  return {
    ...rule,
    ...(rule.onlyDependOnLibsWithTags && {
      onlyDependOnLibsWithTags: [...rule.onlyDependOnLibsWithTags, 'type:testing'],
    }),
    ...(rule.allowedExternalImports && {
      allowedExternalImports: [...rule.allowedExternalImports, ...TEST_PACKAGES],
    }),
  };
}

/**
 * A library's tests use the fakes in `testing`, which implements the library's ports. Between source files there is
 * no cycle, since only `type:testing` rows let a source file import `testing`; Nx sees projects, not files.
 */
const ignoredCircularDependencies = [['testing', '*']];

/** Options of `@nx/enforce-module-boundaries` for source files. */
export const sourceBoundaries = { depConstraints: TAG_TABLE, ignoredCircularDependencies };

/** Options of `@nx/enforce-module-boundaries` for tests and benchmarks, which may use their own project from outside. */
export const testBoundaries = {
  depConstraints: TAG_TABLE.map(forTests),
  ignoredCircularDependencies,
  allowCircularSelfDependency: true,
};
