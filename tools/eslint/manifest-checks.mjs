/** Rules of `package.json`: a project declares the packages its source files import, no more and no less. */
export const manifestChecks = {
  '@nx/dependency-checks': [
    'error',
    {
      ignoredFiles: [
        '{projectRoot}/vitest.config.ts',
        '{projectRoot}/**/*.test.ts',
        '{projectRoot}/test/**/*',
        '{projectRoot}/bench/**/*',
      ],
      // Nest loads these itself; no file of ours names them.
      ignoredDependencies: [
        'reflect-metadata',
        'rxjs',
        '@nestjs/platform-fastify',
        '@nestjs/core',
        'fastify',
        'kafkajs',
      ],
    },
  ],
};
